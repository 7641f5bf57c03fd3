/**
 * Text that peers and builds printed is hostile until shown otherwise: escape codes that move the cursor, control
 * characters, bidirectional overrides that reorder a line (CVE-2021-42574). Everything shown goes through here.
 */
import { stripVTControlCharacters } from 'node:util';

/** OSC, DCS, SOS, PM and APC strings (ECMA-48 section 5.6): their content is not for readers. No start lies in a content: linear time. */
const CONTROL_STRINGS =
  // eslint-disable-next-line no-control-regex
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/gu;
/** What is left of C0, DEL and C1 after that; tab and line feed stay. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;
/** Invisible or reordering: bidi marks, embeddings, overrides, isolates, line separators, lone surrogates, BOM. */
const TREACHEROUS = /[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** Strips ANSI codes and makes every other control visible (`␀`, `<U+202E>`); keeps tab and line feed. */
export function makeVisible(text: string): string {
  return stripVTControlCharacters(text.replaceAll(CONTROL_STRINGS, ''))
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll(CONTROLS, showControl)
    .replaceAll(TREACHEROUS, showCodePoint);
}

/** The same on one line: runs of white space become one space. */
export function makeLine(text: string): string {
  return makeVisible(text).replaceAll(/\s+/gu, ' ').trim();
}

/** U+2400 to U+2421 are pictures of the controls U+0000 to U+001F and DEL. */
function showControl(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : showCodePoint(character);
}

function showCodePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Milliseconds for people: `840 ms`, `3.2 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Bytes for people, in binary units: `512 bytes`, `64 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
