// Speaks what a caller hears: in the server's voice if it has one, otherwise in the browser's.

const synthesis = window.speechSynthesis;
const served = document.body.dataset.speaks === "yes";

// The texts to speak next, and the sound that is playing.
let queue = [];
let sound = null;

// `voice` is the carrier's name for it. Most names contain their language: en-US-BenjaminRUS, Google.de-DE-Neural2-B.
export function speak(text, voice) {
  if (!served) return synthesize(text, voice);
  queue.push({ text, voice });
  if (!sound) next();
}

function next() {
  const line = queue.shift();
  if (!line) return void (sound = null);
  const mine = sound = new Audio(`/api/speech?${new URLSearchParams(line)}`);
  const failed = () => {
    if (mine !== sound) return;
    synthesize(line.text, line.voice);
    next();
  };
  mine.addEventListener("ended", () => mine === sound && next());
  mine.addEventListener("error", failed);
  mine.play().catch(failed);
}

function synthesize(text, voice) {
  if (!synthesis) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = voice.match(/\b[a-z]{2,3}-[A-Z]{2}\b/)?.[0] ?? "en-US";
  synthesis.speak(utterance);
}

export function hush() {
  queue = [];
  const mine = sound;
  sound = null;
  mine?.pause();
  synthesis?.cancel();
}
