// Runs once in the box of the sources. Only the newest come from the server; those of earlier answers are kept in the
// page they were sent to.
const kept = new Map();
const settle = () => {
  for (const box of element.querySelectorAll('.text')) {
    const mark = box.querySelector('mark');
    box.scrollTop = mark ? mark.offsetTop - box.clientHeight / 3 : 0;
  }
};
watch('value', () => {
  const pane = element.querySelector('[data-turn]');
  if (pane) kept.set(pane.dataset.turn, element.innerHTML); else kept.clear();
  settle();
});
document.addEventListener('byline:cite', ({ detail: { quote, turn } }) => {
  if (!document.getElementById(quote) && kept.has(turn)) { element.innerHTML = kept.get(turn); settle(); }
  const mark = document.getElementById(quote);
  if (!mark) return;
  mark.focus({ preventScroll: true });
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  mark.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  mark.classList.remove('flash');
  void mark.offsetWidth;
  mark.classList.add('flash');
});
