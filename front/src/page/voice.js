// A voice note: recorded in the page where the phone lets a page hear (https, and the person says yes); elsewhere the plain
// file input opens the phone's own recorder. What was recorded can be heard, and taken away, before it is sent.

const LONGEST = 180; // seconds; the page stops by itself
const KINDS = ["audio/webm", "audio/mp4", "audio/ogg"]; // the first that this phone records in
const BITS = 24000; // a second of speech in 3 KB

const canHear = () => !!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder && window.isSecureContext);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function take(input, file) {
  const carrier = new DataTransfer(); // throws where files cannot be set
  if (file) carrier.items.add(file);
  input.files = carrier.files;
}

function follow(box) {
  const input = box.querySelector("input[type=file]");
  const opener = box.querySelector("label");
  const words = opener.querySelector("span");
  const heard = box.querySelector("[data-heard]");
  const calm = words.textContent;
  let recorder = null;
  let ticking = 0;
  try {
    take(input, null);
  } catch (old) {
    return;
  }
  box.classList.add("live");

  function show() {
    const file = input.files[0];
    heard.hidden = !file;
    opener.hidden = !!file;
    if (!file) return;
    const player = heard.querySelector("audio");
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(file);
  }

  function stopped(stream, parts, then) {
    clearInterval(ticking);
    stream.getTracks().forEach((track) => track.stop());
    box.classList.remove("on");
    words.textContent = calm;
    const type = (recorder.mimeType || "audio/webm").split(";")[0];
    recorder = null;
    const sound = new Blob(parts, { type });
    if (sound.size) take(input, new File([sound], `voice.${type.split("/")[1]}`, { type }));
    show();
    heard.querySelector("button").focus();
    if (then) then();
  }

  async function start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (refused) {
      input.dataset.plain = "1"; // no microphone, or no leave: the phone's own recorder may still do
      input.click();
      return;
    }
    const parts = [];
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(mimeType ? { mimeType } : {}) });
    recorder.ondataavailable = (event) => event.data.size && parts.push(event.data);
    recorder.onstop = () => stopped(stream, parts, recorder.then);
    recorder.start();
    box.classList.add("on");
    const began = performance.now();
    const tell = () => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      words.textContent = `${box.dataset.stop} ${clock(seconds)}`;
      if (seconds >= LONGEST) recorder.stop();
    };
    tell();
    ticking = setInterval(tell, 500);
  }

  if (canHear()) {
    input.addEventListener("click", (event) => {
      if (input.dataset.plain) return;
      event.preventDefault(); // a tap on the label, or the space bar on the input: record here
      if (recorder) recorder.stop();
      else start();
    });
    // sent while still recording: what was said so far goes along
    input.form.addEventListener("submit", (event) => {
      if (!recorder) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      recorder.then = () => (button ? button.click() : input.form.requestSubmit());
      recorder.stop();
    });
  }
  input.addEventListener("change", show);
  heard.querySelector("button").addEventListener("click", () => {
    take(input, null);
    show();
    input.focus();
  });
}

export function voices(root) {
  root.querySelectorAll("[data-voice]").forEach(follow);
}
