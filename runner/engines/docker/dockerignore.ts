/** A rough reading of .dockerignore, good enough to decide whether a file counts for an image's content. */
import picomatch from 'picomatch';

/** @returns whether a path (relative to the build folder, with `/`) is left out; the last line that matches wins */
export function parseDockerignore(text: string): (path: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const keeps = line.startsWith('!');
      const pattern = (keeps ? line.slice(1) : line).replace(/^\.?\/+/, '').replace(/\/+$/, '');
      return { keeps, matches: picomatch([pattern, `${pattern}/**`], { dot: true }) };
    });
  return (path) => {
    let ignored = false;
    for (const rule of rules) if (rule.matches(path)) ignored = !rule.keeps;
    return ignored;
  };
}
