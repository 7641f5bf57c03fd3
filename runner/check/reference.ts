/** Which peer another one is checked against. */
import { EnvironmentError, type Engine } from '../engines/engine.ts';
import { ConfigurationError } from '../load/configuration-error.ts';
import { quote, suggest } from '../load/suggest.ts';
import type { Implementation, Matrix } from '../model.ts';

/**
 * From the first: libdatachannel runs on both engines, starts in no time, can trickle, and shares no code with any other
 * stack here. A peer against itself would hide a fault that it makes on both sides, so its own check takes the next.
 */
const preferred: readonly string[] = ['libdatachannel', 'libwebrtc', 'werift', 'pion'];

/** @throws ConfigurationError */
export function findImplementation({ implementations }: Matrix, flag: string, name: string): Implementation {
  const found = implementations.find((implementation) => implementation.name === name);
  if (found !== undefined) return found;
  const known = implementations.map((implementation) => implementation.name);
  throw new ConfigurationError(`${flag}: unknown implementation ${quote(name)}${suggest(name, known)}`);
}

/** @throws ConfigurationError, EnvironmentError */
export function chooseReference(
  matrix: Matrix,
  engine: Engine,
  checked: Implementation,
  asked: string | null,
): Implementation {
  if (asked !== null) {
    const found = findImplementation(matrix, '--reference', asked);
    if (found.image?.kind === 'reference')
      throw new ConfigurationError(
        `--reference: ${quote(asked)} is a foreign image, which cannot be driven; take one of our own`,
      );
    if (engine.offers(found)) return found;
    throw new EnvironmentError(
      `The ${engine.name} engine cannot run the reference ${asked}; try another --engine or another --reference.`,
    );
  }
  const able = matrix.implementations.filter(
    (one) => one.name !== checked.name && one.image?.kind !== 'reference' && engine.offers(one),
  );
  const rank = ({ name }: Implementation): number =>
    preferred.includes(name) ? preferred.indexOf(name) : preferred.length;
  const [best] = able.toSorted((a, b) => rank(a) - rank(b));
  if (best !== undefined) return best;
  throw new EnvironmentError(
    `The ${engine.name} engine has nobody to check ${checked.name} against; name one with --reference, or try another --engine.`,
  );
}
