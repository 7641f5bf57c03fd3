/** What an answer owes to its offer (RFC 3264 section 6; RFC 8829 section 5.3.1). */
import { allLines, bundledMids, isLive, midOf, transportSection, valuesFor, type Description } from './description.ts';
import type { Note, Rule } from './note.ts';

type Finding = Omit<Note, 'side'>;
type Check = (answer: Description, offer: Description) => readonly Finding[];

const OFFER_ANSWER = 'RFC 3264 section 6';
const JSEP = 'RFC 8829 section 5.3.1';

/**
 * "The answer MUST contain exactly the same number of "m=" lines as the offer", matched "based on their order"; "the media
 * type of the stream in the answer MUST match that of the offer."
 */
const checkSections: Check = (answer, offer) => {
  const [mine, theirs] = [answer, offer].map(({ sections }) => sections.map(({ media }) => media).join(', '));
  if (mine === theirs) return [];
  const text = `The answer's sections are "${mine ?? ''}", the offer's "${theirs ?? ''}".`;
  return [{ rule: 'sdp-answer-sections', reference: OFFER_ANSWER, text }];
};

/** "If the answer is different from the offer in any way (…), the origin line MUST be different in the answer". */
const checkOrigin: Check = (answer, offer) => {
  const [mine, theirs] = [answer, offer].map(({ session }) => session.find(({ type }) => type === 'o')?.value);
  if (mine === undefined || mine !== theirs || textOf(answer) === textOf(offer)) return [];
  const text = "The answer's o= line is that of the offer.";
  return [{ rule: 'sdp-answer-origin', reference: OFFER_ANSWER, text }];
};

/** "The "t=" line in the answer MUST equal that of the offer." */
const checkTime: Check = (answer, offer) => {
  const [mine, theirs] = [answer, offer].map(({ session }) => session.find(({ type }) => type === 't')?.value);
  if (mine === undefined || mine === theirs) return [];
  const text = `The answer's "t=${mine}" is not the offer's "t=${theirs ?? ''}".`;
  return [{ rule: 'sdp-answer-time', reference: OFFER_ANSWER, text }];
};

/** "The role value in the answer MUST be "active" or "passive"." */
const checkSetup: Check = (answer) => {
  const section = transportSection(answer);
  const [setup] = section === undefined ? [] : valuesFor(answer, section, 'setup');
  if (setup === undefined || ['active', 'passive'].includes(setup.toLowerCase())) return [];
  const text = `The answer says "a=setup:${setup}", neither active nor passive.`;
  return [{ rule: 'sdp-answer-setup', reference: JSEP, text }];
};

/** BUNDLE groups "MUST include all mid identifiers from the offered bundle groups that have not been rejected". */
const checkBundle: Check = (answer, offer) => {
  const accepted = new Set(answer.sections.filter(isLive).map(midOf));
  const missing = bundledMids(offer).filter((mid) => accepted.has(mid) && !bundledMids(answer).includes(mid));
  if (missing.length === 0) return [];
  const text = 'No a=group:BUNDLE of the answer names a section that it accepts and that the offer bundled.';
  return [{ rule: 'sdp-answer-bundle', reference: JSEP, text }];
};

const checks: readonly Check[] = [checkSections, checkOrigin, checkTime, checkSetup, checkBundle];

export const checkAnswer: Rule = ({ offer, answer }) =>
  offer === null || answer === null
    ? []
    : checks.flatMap((check) => check(answer, offer)).map((note) => ({ side: answer.from, ...note }));

function textOf(description: Description): string {
  return allLines(description)
    .map(({ text }) => text)
    .join('\n');
}
