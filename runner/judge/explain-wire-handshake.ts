/** A DTLS handshake that was begun and not completed: who gave up, or whose turn it was (RFC 6347 section 4.2.4). Pure. */
import type { DtlsEvidence, DtlsMessage } from '../link/evidence/path-evidence.ts';
import type { Role } from '../model.ts';
import { otherOf, seconds, sides, span, type WireExplanation } from './explain-wire-words.ts';
import { findWantOfSuites } from './explain-wire-suites.ts';

/** The messages that end a flight: after them it is the other side's turn. */
const flightEnds: readonly string[] = ['ClientHello', 'HelloVerifyRequest', 'ServerHelloDone', 'encrypted handshake'];

/** A retransmission at least, and more time than any stack takes to compute an answer. */
const SENT_TIMES = 2;
const SENT_MS = 1_000;

/** Of a server that found in a ClientHello nothing that it takes (RFC 5246 sections 7.4.1.3 and 7.2.2). */
const NO_MATCH: readonly string[] = ['handshake_failure', 'insufficient_security'];

export function explainHandshake(dtls: DtlsEvidence): WireExplanation | null {
  const alert = dtls.alerts.findLast(({ level, name }) => level === 'fatal' && name !== 'close_notify');
  if (alert !== undefined) {
    const after = lastBefore(dtls, otherOf(alert.from), alert.packet);
    const when = after === null ? '' : ` after ${otherOf(alert.from)}'s ${nameMessage(after)}`;
    const reason = `${alert.from} sent the fatal alert ${alert.name ?? ''}${when} (RFC 5246 section 7.2.2)`;
    const refused = after?.name === 'ClientHello' && NO_MATCH.includes(alert.name ?? '');
    const want = refused ? findWantOfSuites(dtls) : null;
    const explanation = { side: alert.from, stage: 'DTLS', reason, packet: alert.packet } as const;
    return want === null ? explanation : { ...explanation, side: want.side, reason: reason + want.words };
  }
  if (sides.every((side) => dtls.sides[side].clientHello.sent > 0 && dtls.sides[side].serverHello.sent === 0)) {
    const reason = 'both sides sent a ClientHello and neither a ServerHello: both took the role of the DTLS client';
    const packet = Math.max(...sides.map((side) => dtls.sides[side].clientHello.last?.packet ?? 0));
    return { side: null, stage: 'DTLS', reason: `${reason} (RFC 8842 section 5.3)`, packet };
  }
  // Past the list's end there may be an answer that it does not show.
  if (dtls.messagesDropped > 0) return null;
  for (const side of sides) {
    const stopped = findUnanswered(dtls, side);
    if (stopped !== null) return stopped;
  }
  return null;
}

/** The end of `side`'s last flight came to the other side again and again, and nothing new came back. */
function findUnanswered(dtls: DtlsEvidence, side: Role): WireExplanation | null {
  const other = otherOf(side);
  const flight = dtls.messages.filter(({ from, mark }) => from === side && mark.delivered > 0).at(-1);
  if (flight === undefined || !flightEnds.includes(flight.name)) return null;
  const { mark, name } = flight;
  const came = mark.firstDelivered?.packet ?? Infinity;
  if (mark.delivered < SENT_TIMES || span(mark) < SENT_MS) return null;
  if (dtls.messages.some(({ from, mark: answer }) => from === other && (answer.first?.packet ?? 0) > came)) return null;
  // Some stacks number the ClientHello with the cookie like the one without.
  if (name === 'HelloVerifyRequest' && (dtls.sides[other].clientHello.last?.packet ?? 0) > came) return null;
  // An encrypted alert or early data is an answer, though nobody can read it.
  if ((dtls.sides[other].encrypted.last?.packet ?? 0) > came) return null;
  // What the link took from the flight may be what the other side waits for.
  if (dtls.sides[side].records.delivered < dtls.sides[side].records.sent) return null;
  const last = lastBefore(dtls, other, Infinity);
  const before =
    last === null
      ? `${other} sent no handshake message at all`
      : `the last new message of ${other} was ${nameMessage(last)}`;
  const reason = `${other} stopped answering: ${side}'s ${nameMessage(flight)} came to it ${mark.delivered} times within ${seconds(span(mark))}`;
  if (name === '') return null;
  const want = name === 'ClientHello' ? findWantOfSuites(dtls) : null;
  const lack = want?.side == null ? null : { side: want.side, words: want.words };
  // What cannot be decrypted is to be dropped without a word (RFC 6347 section 4.1.2.7): the keys may be wrong.
  const silent = name === 'encrypted handshake' ? null : other;
  return {
    // Silence is no way to refuse an offer; but only whoever was offered what it must have would have gone on.
    side: lack?.side ?? silent,
    stage: 'DTLS',
    reason: `${reason}, and ${before} (RFC 6347 section 4.2.4)${lack?.words ?? ''}`,
    packet: mark.lastDelivered?.packet ?? null,
  };
}

function nameMessage({ name }: DtlsMessage): string {
  return name === 'encrypted handshake' ? 'Finished' : name;
}

/** The message of `from` that was new last, before the given packet. */
function lastBefore(dtls: DtlsEvidence, from: Role, packet: number): DtlsMessage | null {
  return (
    dtls.messages.findLast((message) => message.from === from && (message.mark.first?.packet ?? Infinity) < packet) ??
    null
  );
}
