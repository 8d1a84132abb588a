/* Writing a proposal: the draft is kept as one types, files go up one by one, a tap sets the pin. */
const form = document.querySelector("form.form");
const find = (name) => form.querySelector(`[data-${name}]`);
const status = find("saved");
const WAIT_MS = 2_000;
const TRY_AGAIN_MS = 10_000;
let timer;
let busy = Promise.resolve();
let leaving = false;

/* One request at a time, so that the first one makes the draft and the others find it. */
function keep(act, file) {
  busy = busy.then(() => send(act, file));
  return busy;
}

async function send(act, file) {
  if (leaving) return;
  const data = new FormData(form);
  data.delete("photos");
  data.set("act", act);
  if (file) data.append("photos", file);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  } catch {
    status.textContent = status.dataset.words;
    later(TRY_AGAIN_MS);
    return;
  }
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return;
  show(await answer.json(), act);
}

function show(said, act) {
  if (said.errors) {
    status.textContent = said.errors.join(" ");
    return;
  }
  status.textContent = [said.saved, ...said.refused].join(" ");
  if (form.action !== said.url) {
    form.action = said.url;
    history.replaceState(null, "", said.url);
  }
  find("similar").innerHTML = said.similar;
  if (act !== "save") find("files").innerHTML = said.files;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(() => keep("save"), wait);
}

form.addEventListener("input", (event) => {
  if (event.target.type !== "file") later(WAIT_MS);
});

/* The last words are sent with the form itself. */
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  clearTimeout(timer);
});
window.addEventListener("pageshow", () => { leaving = false; });

const photos = form.querySelector("input[type=file]");
find("upload").parentElement.hidden = true;
photos.addEventListener("change", async () => {
  const bar = document.createElement("progress");
  bar.max = photos.files.length;
  bar.value = 0;
  bar.setAttribute("aria-label", photos.labels[0].textContent);
  photos.after(bar);
  for (const file of photos.files) {
    await keep("photos", file);
    bar.value += 1;
  }
  bar.remove();
  photos.value = "";
});

/* A tap on the plan sets the pin, and the numbers below follow; so they do the other way round. */
const plan = find("plan");
if (plan) {
  const picture = plan.querySelector("svg");
  const pin = plan.querySelector("circle");
  const [x, y] = ["pin_x", "pin_y"].map((name) => form.elements[name]);
  const { width, height } = picture.viewBox.baseVal;
  const draw = () => {
    const set = x.value !== "" && y.value !== "";
    pin.setAttribute("visibility", set ? "visible" : "hidden");
    pin.setAttribute("cx", (width * x.value) / 100);
    pin.setAttribute("cy", (height * y.value) / 100);
  };
  picture.classList.add("taps");
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    x.value = Math.round((100 * (event.clientX - box.left)) / box.width);
    y.value = Math.round((100 * (event.clientY - box.top)) / box.height);
    draw();
    later(WAIT_MS);
  });
  x.addEventListener("input", draw);
  y.addEventListener("input", draw);
}
