// Runs once in the box of the conversation, with `element` and `watch` given by Gradio.
element.setAttribute('role', 'log');
element.addEventListener('click', (event) => {
  const marker = event.target.closest('.marker');
  if (marker) document.dispatchEvent(new CustomEvent('byline:cite', { detail: { ...marker.dataset } }));
});
watch('value', () => element.querySelector('.exchange:last-of-type')?.scrollIntoView({ block: 'start' }));
