/* Nicer with it, whole without it: nothing on a page needs this file. Words come from the body's data attributes. */
const words = document.body.dataset;

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* A form is sent once. It opens again when the page comes back, or when the answer was a download. */
const REOPEN_AFTER_MS = 10_000;

function reopen(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  });
}

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => reopen(form), REOPEN_AFTER_MS);
}

/* <button data-confirm="…"> asks first, in a native dialog. */
function askFirst(event) {
  const button = event.submitter;
  if (!button?.dataset.confirm || button.dataset.confirmed) return;
  event.preventDefault();
  const yes = make("button", { className: "btn main", type: "button", textContent: button.textContent.trim() });
  const no = make("button", { className: "btn plain", type: "button", textContent: words.cancel, autofocus: true });
  const question = make("p", { id: "confirm-question", textContent: button.dataset.confirm });
  const dialog = make("dialog", {}, question, make("div", { className: "acts" }, yes, no));
  dialog.setAttribute("aria-labelledby", question.id);
  yes.classList.toggle("danger", button.classList.contains("danger"));
  dialog.addEventListener("close", () => dialog.remove());
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    button.dataset.confirmed = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.confirmed;
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("submit", askFirst);
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(reopen);
});

/* <select data-autosubmit> sends its form when changed; the button beside it stays. */
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-autosubmit]")) event.target.form.requestSubmit();
});

/* <textarea data-count="200"> shows how much is written; the hint says the limit in words. */
document.querySelectorAll("[data-count]").forEach((input) => {
  const limit = Number(input.dataset.count);
  const counter = make("span", { className: "counter" });
  counter.setAttribute("aria-hidden", "true");
  const show = () => {
    const used = [...input.value].length;
    counter.textContent = `${used} / ${limit}`;
    counter.classList.toggle("full", used > limit);
  };
  input.after(counter);
  input.addEventListener("input", show);
  show();
});

document.querySelectorAll("input[type=password]").forEach((input) => {
  const button = make("button", { className: "btn plain", type: "button", textContent: words.show });
  const box = make("div", { className: "secret" });
  input.before(box);
  box.append(input, button);
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.textContent = hidden ? words.hide : words.show;
  });
});

/* Menus close on Escape, on a press elsewhere, and when the focus goes elsewhere: an open one would cover it. */
const openMenus = () => document.querySelectorAll("details.menu[open]");
["click", "focusin"].forEach((happens) => document.addEventListener(happens, (event) => {
  openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
}));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.querySelector(".wrongs")?.focus();

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
