/** Checks of what comes from the other side: the unknown becomes a type or an error that names the place. */

/** Parameters are missing, wrong or unknown; the message says which and what is right. */
export class InvalidParametersError extends Error {}

/** Returns the value with its type. @throws InvalidParametersError */
type Check<T> = (value: unknown, name: string) => T;

export type Shape = Readonly<Record<string, Check<unknown>>>;
export type Checked<S extends Shape> = { readonly [K in keyof S]: ReturnType<S[K]> };

function check<T>(expected: string, holds: (value: unknown) => value is T): Check<T> {
  return (value, name) => {
    if (holds(value)) return value;
    const found = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
    throw new InvalidParametersError(`${name}: expected ${expected}, found ${found}`);
  };
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export const string = check('a string', (value) => typeof value === 'string');
export const boolean = check('true or false', (value) => typeof value === 'boolean');
export const count = check('a whole number', isCount);
export const positive = check('a whole number above 0', (value): value is number => isCount(value) && value > 0);
export const amount = check('a number of at least 0', (value): value is number => isNumber(value) && value >= 0);
export const word32 = check('a whole number of 32 bits', (value): value is number => isCount(value) && value < 2 ** 32);

const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const isBase64 = check('base64', (value): value is string => typeof value === 'string' && base64Form.test(value));
export const base64: Check<Buffer> = (value, name) => Buffer.from(isBase64(value, name), 'base64');

export function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  return check(words.join(' or '), (value): value is T => words.some((word) => word === value));
}

export function optional<T>(inner: Check<T>): Check<T | undefined> {
  return (value, name) => (value === undefined ? undefined : inner(value, name));
}

export function nullable<T>(inner: Check<T>): Check<T | null> {
  return (value, name) => (value === null ? null : inner(value, name));
}

export function list<T>(inner: Check<T>): Check<readonly T[]> {
  const array = check<unknown[]>('a list', (value) => Array.isArray(value));
  return (value, name) => array(value, name).map((item, index) => inner(item, `${name}[${index}]`));
}

const isRecord = check<Record<string, unknown>>(
  'an object',
  (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** An object with these properties and no others; an optional one that is left out is left out in the result. */
export function object<S extends Shape>(shape: S): Check<Checked<S>> {
  return (value, name) => {
    const record = isRecord(value, name);
    const unknown = Object.keys(record).find((key) => !Object.hasOwn(shape, key));
    if (unknown !== undefined) {
      const known = Object.keys(shape).join(', ');
      throw new InvalidParametersError(`${name}: unknown "${unknown.slice(0, 80)}", known ${known || 'none'}`);
    }
    const entries = Object.entries(shape).map(([key, inner]) => [key, inner(record[key], `${name}.${key}`)] as const);
    // Every property of the shape has just been checked by its own check.
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as Checked<S>;
  };
}

/** The one of two that is given. @throws InvalidParametersError */
export function oneOfBoth<A, B>(first: A | undefined, second: B | undefined, ...names: [string, string]): A | B {
  if (first !== undefined && second === undefined) return first;
  if (second !== undefined && first === undefined) return second;
  throw new InvalidParametersError(`params: expected either ${names.join(' or ')}`);
}
