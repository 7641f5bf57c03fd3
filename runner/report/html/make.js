/* How the page makes its elements. */
/* global document */
/* exported fact, fileLink, make */
'use strict';

/** Makes an element. Text goes in as text, never as markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function fact(term, ...values) {
  return values[0] === null ? null : make('div', {}, make('dt', {}, term), make('dd', {}, ...values));
}

function fileLink(path, words) {
  return path === null ? null : make('a', { href: path.split('/').map(encodeURIComponent).join('/') }, words);
}
