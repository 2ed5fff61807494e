// Photos are made small on the phone (1600 px, about 300 KB; the place inside them goes too) and shown before sending.
// Whatever this browser cannot do, it leaves: then the files go as they are, and the server makes them small.

const SIDES = [1600, 1100, 800]; // the first that fits
const BYTES = 300 * 1024;

function loaded(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = URL.createObjectURL(file);
  });
}

const encoded = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

async function drawn(image, side) {
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // a see-through picture would turn black
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  let blob = await encoded(canvas, 0.82);
  for (const quality of [0.7, 0.55]) if (blob && blob.size > BYTES) blob = await encoded(canvas, quality);
  return blob;
}

// Engines that do not turn a photo upright by themselves (Chrome before 81) would lose which way is up: they send the file.
const turnsUpright = () => window.CSS && CSS.supports("image-orientation", "from-image");

async function small(file) {
  if (!turnsUpright() || !/^image\//.test(file.type)) return file;
  let image;
  try {
    image = await loaded(file);
    let blob = null;
    for (const side of SIDES) if (!blob || blob.size > BYTES) blob = await drawn(image, side);
    return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch (unreadable) {
    return file;
  } finally {
    if (image) URL.revokeObjectURL(image.src);
  }
}

function into(input, files) {
  const carrier = new DataTransfer(); // throws where files cannot be set: the caller then leaves the input alone
  files.forEach((file) => carrier.items.add(file));
  input.files = carrier.files;
}

function thumbnail(file, number, words, remove) {
  const figure = document.createElement("figure");
  figure.className = "shot";
  const image = document.createElement("img");
  image.alt = `${words.photo} ${number}`;
  image.onload = () => URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-small";
  button.textContent = words.remove;
  button.setAttribute("aria-label", `${words.remove} ${image.alt}`);
  button.onclick = remove;
  figure.append(image, button);
  return figure;
}

function follow(box) {
  const input = box.querySelector("input[type=file]");
  const shots = box.querySelector("[data-shots]");
  const most = Number(box.dataset.max) || 9;
  let held = [];
  try {
    into(input, []);
  } catch (old) {
    return;
  }
  box.classList.add("live");
  box.hidden = false;

  function show() {
    into(input, held);
    shots.textContent = "";
    held.forEach((file, nth) => {
      shots.append(thumbnail(file, nth + 1, box.dataset, () => {
        held = held.filter((other) => other !== file);
        show();
        input.focus();
      }));
    });
  }

  async function take(files) {
    const picked = [...files].slice(0, most - held.length);
    box.setAttribute("aria-busy", "true");
    held = held.concat(picked); // at once, so that a quick tap on send takes them as they are
    show();
    for (const file of picked) {
      const made = await small(file);
      held = held.map((other) => (other === file ? made : other));
    }
    show();
    box.removeAttribute("aria-busy");
  }

  input.addEventListener("change", () => take(input.files));
  box.addEventListener("files", (event) => take(event.detail));
}

// A screenshot by Ctrl+V, or dragged onto the page, goes into the page's photo box; words go where they always go.
function receive(event, carrier) {
  const box = document.querySelector("[data-photos].live[data-paste]");
  const files = box && carrier ? [...carrier.files].filter((file) => /^image\//.test(file.type)) : [];
  if (!files.length) return;
  event.preventDefault();
  box.dispatchEvent(new CustomEvent("files", { detail: files }));
}

export function pasted() {
  document.addEventListener("paste", (event) => receive(event, event.clipboardData));
  document.addEventListener("drop", (event) => receive(event, event.dataTransfer));
  document.addEventListener("dragover", (event) => {
    const carried = event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    if (carried && document.querySelector("[data-photos].live[data-paste]")) event.preventDefault();
  });
}

export function photos(root) {
  root.querySelectorAll("[data-photos]").forEach(follow);
}
