// A finger that has just asked wants to read, and focus would bring up its keyboard.
() => matchMedia('(pointer: coarse)').matches || document.querySelector('#question textarea').focus()
