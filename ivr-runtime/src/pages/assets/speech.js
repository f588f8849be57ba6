// Saying aloud what a caller hears, where the browser can.

const synthesis = window.speechSynthesis;

// `voice` is the platform's name for it, which begins with its language: en-US-BenjaminRUS.
export function speak(text, voice) {
  if (!synthesis) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = voice.split("-").slice(0, 2).join("-");
  synthesis.speak(utterance);
}

export function hush() {
  synthesis?.cancel();
}
