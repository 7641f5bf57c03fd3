/** Everything that a cell's connections show -> its notes. Pure. */
import type { SeenPath } from '../link/evidence/seen-path.ts';
import { checkCertificates } from './certificate.ts';
import { checkLoopback, checkPriorities, checkUniquePriorities } from './candidates.ts';
import { parseDescription, type Description } from './description.ts';
import { dataChannelRules } from './data-channel.ts';
import { checkHellos } from './dtls.ts';
import { checkCredentials } from './ice-credentials.ts';
import type { Note, Observed, Rule, WideRule } from './note.ts';
import { checkAnswer } from './sdp-answer.ts';
import { checkAttributes } from './sdp-attributes.ts';
import { checkLines } from './sdp-lines.ts';
import { checkOffer } from './sdp-offer.ts';
import { transportRules } from './sdp-transport.ts';
import { checkConsent, checkRoles, checkStun } from './stun.ts';

/**
 * The cases that alter no description, hurt no packet and ask for no other certificates: only there is what is wrong a
 * peer's own doing. Named one by one, so that a new case gives no notes before somebody has thought about it.
 */
export const UNTOUCHED_CASES: readonly string[] = [
  'peer-connection',
  'many-connections',
  'data-channel-echo',
  'channel-label',
  'channel-options',
  'channel-negotiated',
  'channel-ids',
  'channel-after-connect',
  'message-empty',
  'message-types',
  'message-burst',
  'channel-close',
  'many-channels',
  'buffered-amount',
];

/** Those that read the two descriptions alone. */
export const descriptionRules: readonly Rule[] = [
  checkLines,
  checkAttributes,
  ...transportRules,
  checkOffer,
  checkAnswer,
  checkLoopback,
  checkPriorities,
  checkUniquePriorities,
];

const rules: readonly Rule[] = [
  ...descriptionRules,
  checkStun,
  checkRoles,
  checkConsent,
  checkCertificates,
  checkHellos,
  ...dataChannelRules,
];

const wideRules: readonly WideRule[] = [checkCredentials];

/** @returns each note once, however many connections show it, in the order of the rules */
export function takeNotes(caseName: string, paths: readonly SeenPath[]): Note[] {
  if (!UNTOUCHED_CASES.includes(caseName)) return [];
  const observed = paths.map(observe);
  const found = [...rules.flatMap((rule) => observed.flatMap(rule)), ...wideRules.flatMap((rule) => rule(observed))];
  return [...new Map(found.map((note) => [JSON.stringify([note.side, note.rule, note.text]), note])).values()];
}

function observe({ descriptions, evidence, sctp }: SeenPath): Observed {
  // What comes after the first of a side is another exchange, for which other sentences hold.
  const first = (from: Description['from']): Description | null => {
    const found = descriptions.find((one) => one.from === from);
    return found === undefined ? null : parseDescription(from, found.sdp);
  };
  return { offer: first('client'), answer: first('server'), evidence, sctp };
}
