/* The easy view reads a page's own matter aloud, sentence by sentence, where the browser has a voice.
   Pausing stops the voice and remembers the sentence: speechSynthesis.pause() does nothing on many phones. */
const SLOWLY = 0.9;
const LONGEST = 160; /* some voices fall silent in the middle of a longer piece */
const PIECE = /.{1,159}[，,、；;：:\s]|.{1,160}/gsu;
const SILENT = "script, style, svg, nav, button, select, textarea, .btn, [aria-hidden=true]";

/* Chinese in an English page is read by a Chinese voice; Latin words in a Chinese page by the Chinese one, as people do. */
function voiceFor(text, declared) {
  return /\p{Script=Han}/u.test(text) && !declared.startsWith("zh") ? "zh-CN" : declared;
}

function blockOf(element) {
  return getComputedStyle(element).display === "inline" ? blockOf(element.parentElement) : element;
}

/* What stands in one block and one language is read in one go; a break of lines in it ends a sentence. */
function passages() {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const last = found.at(-1);
    if (node.nodeName === "BR" && last) last.text += "\n";
    const parent = node.parentElement;
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || parent.closest(SILENT) || !parent.checkVisibility()) continue;
    const text = getComputedStyle(parent).whiteSpaceCollapse?.startsWith("preserve") ? node.data : node.data.replace(/\s+/g, " ");
    const [block, lang] = [blockOf(parent), parent.closest("[lang]").lang];
    if (last?.block === block && last.lang === lang) last.text += text;
    else found.push({ block, lang, text });
  }
  return found;
}

function sentences() {
  return passages().flatMap(({ text, lang }) => {
    const parts = "Segmenter" in Intl
      ? [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)].map(({ segment }) => segment)
      : text.split("\n");
    return parts.flatMap((part) => part.length > LONGEST ? part.match(PIECE) : [part])
      .map((piece) => piece.trim())
      .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
      .map((piece) => ({ text: piece, lang: voiceFor(piece, lang) }));
  });
}

function giveVoice(tools) {
  const [toggle, stop] = tools.querySelectorAll("button");
  let queue = [];
  let at = 0;
  let reading = false;
  let turn = 0; /* what a voice still reports after it was stopped counts no more */

  function show() {
    const { start, pause, resume } = tools.dataset;
    const began = queue.length > 0;
    toggle.querySelector(".name").textContent = reading ? pause : began ? resume : start;
    toggle.querySelectorAll("svg").forEach((icon, number) => icon.toggleAttribute("hidden", reading !== Boolean(number)));
    if (!began && document.activeElement === stop) toggle.focus();
    stop.hidden = !began;
  }

  function hush() {
    turn += 1;
    reading = false;
    speechSynthesis.cancel();
    show();
  }

  function end() {
    queue = [];
    hush();
  }

  function say() {
    if (at >= queue.length) {
      end();
      return;
    }
    const mine = ++turn;
    const { text, lang } = queue[at];
    const speech = Object.assign(new SpeechSynthesisUtterance(text), { lang, rate: SLOWLY });
    speech.onend = speech.onerror = () => {
      if (mine !== turn) return;
      at += 1;
      say();
    };
    speechSynthesis.speak(speech);
  }

  toggle.addEventListener("click", () => {
    if (reading) {
      hush();
      return;
    }
    if (!queue.length) [queue, at] = [sentences(), 0];
    reading = queue.length > 0;
    show();
    say();
  });
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", end);
  show();
  tools.hidden = false;
}

if (window.speechSynthesis && window.SpeechSynthesisUtterance) {
  speechSynthesis.cancel(); /* what the page before was saying */
  document.querySelectorAll("[data-read-aloud]").forEach(giveVoice);
}
