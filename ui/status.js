// The line stays in the page and only its words change: a new element would not be spoken.
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("[role=status]");
  if (line.dataset.token === data.token && line.dataset.text === data.text) return;
  Object.assign(line.dataset, data);
  line.textContent = "";
  setTimeout(() => (line.textContent = line.dataset.text), 50);
}
