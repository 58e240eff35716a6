// Puts words on the clipboard, and says so where the button's own words were, for eyes and screen readers alike.
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  if (button.dataset.label !== data.label) {
    button.dataset.label = button.textContent = data.label;
    button.className = "copy";
    button.setAttribute("aria-live", "polite");
  }
  button.onclick = async () => {
    await write(data.text);
    button.textContent = data.done;
    setTimeout(() => (button.textContent = data.label), 4000);
  };
}

// Without https there is no clipboard of the browser's own.
async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
