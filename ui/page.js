// What a page needs from the browser and Streamlit does not give. Runs after every run of the script.
let token;

const CONTROL = "input, textarea, select, button";
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]";

const controlOf = (key) => document.querySelector(`.st-key-${key.trim().replace(/[^\w-]/g, "-")}`);

// Streamlit reruns on R and clears its caches on C, pressed anywhere: WCAG 2.1.4 asks for no single-letter shortcuts.
function dropShortcuts(event) {
  const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (alone && /^[rc]$/i.test(event.key) && !event.target.closest?.(TYPING)) event.stopImmediatePropagation();
}

// A plain #link would change the address and leave the focus where it is.
function followErrorLink(event) {
  const link = event.target.closest?.("#error-summary a");
  if (!link) return;
  event.preventDefault();
  const control = controlOf(decodeURIComponent(link.hash.slice(1)))?.querySelector(CONTROL);
  control?.focus();
  control?.scrollIntoView({ block: "center" });
}

// Tables wider than their box can be scrolled with the keyboard, and say what they are.
function nameScrollingTables() {
  for (const box of document.querySelectorAll(".table-scroll, [data-testid=stTable] > div")) {
    if (box.scrollWidth > box.clientWidth) {
      const table = box.querySelector("table");
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", table?.caption?.textContent || table?.ariaLabel || "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

// Radio groups and fields that were refused say so, and why, to screen readers.
function markRefused() {
  for (const refused of document.querySelectorAll("[aria-invalid=true][aria-describedby$='-error']")) {
    refused.removeAttribute("aria-invalid");
    refused.removeAttribute("aria-describedby");
  }
  for (const message of document.querySelectorAll(".error-message[data-control]")) {
    const refused = controlOf(message.dataset.control)?.querySelector("[role=radiogroup], input, textarea");
    refused?.setAttribute("aria-invalid", "true");
    refused?.setAttribute("aria-describedby", message.id);
  }
}

// Streamlit calls the place for files presentation and then gives it a name and the focus: it is a group.
function nameDropzones() {
  for (const place of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) {
    place.setAttribute("role", "group");
  }
}

let due = false;
function afterChanges() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    nameScrollingTables();
    markRefused();
    nameDropzones();
  });
}

function moveFocus(error, first) {
  const target = error ? document.querySelector("#error-summary") : !first && document.querySelector("main h1");
  if (!target) return;
  target.tabIndex = -1;
  target.focus();
}

export default function ({ data }) {
  if (token === undefined) {
    window.addEventListener("keydown", dropShortcuts, true);
    document.addEventListener("click", followErrorLink);
    window.addEventListener("resize", afterChanges);
    new MutationObserver(afterChanges).observe(document.body, { childList: true, subtree: true });
  }
  afterChanges();
  document.body.dataset.page = data.token; // complete and listening: what a browser test can wait for
  if (data.token === token) return;
  const first = token === undefined;
  token = data.token;
  requestAnimationFrame(() => moveFocus(data.error, first));
}
