/** What of a DTLS handshake must have crossed the path before a side can be connected (RFC 6347 section 4.2.4). Pure. */
import type { DtlsAlert, DtlsEvidence, PathEvidence } from '../link/evidence/path-evidence.ts';
import type { Role } from '../model.ts';

export interface HandshakeGap {
  /** Whose word is wrong. */
  readonly side: Role | null;
  readonly reason: string;
}

/** First what the claimants did not do themselves, then what they cannot have got. Null: nothing is missing. */
export function checkHandshake(evidence: PathEvidence, claimants: readonly Role[]): HandshakeGap | null {
  const speaker = claimants.length === 2 ? 'both said connected' : `${claimants.join()}: said connected`;
  const silent = findSilent(evidence, claimants);
  if (silent !== null) return { side: silent.side, reason: `${speaker}, but ${silent.reason}` };
  const alert = findFatalAlert(evidence.dtls);
  const own = collect(claimants, (side) => findOwnGap(evidence.dtls, side));
  const gap =
    own.find(({ side }) => side === alert?.from) ??
    own[0] ??
    collect(claimants, (side) => findGap(evidence.dtls, side))[0];
  if (gap !== undefined) {
    const before = alert === null ? '' : `${describeAlert(alert)}, and `;
    // Where both did not do it, neither is more wrong than the other, unless one of them gave up.
    const side = own.length === 2 && alert === null ? null : gap.side;
    return { side, reason: `${speaker}, but ${before}${gap.reason}` };
  }
  if (alert === null || !gaveUp(evidence.dtls, alert) || !claimants.includes(alert.from)) return null;
  return {
    side: alert.from,
    reason: `${speaker}, but ${describeAlert(alert)} before the handshake was complete, and nothing after it`,
  };
}

/** Claimants that sent no DTLS at all. */
function findSilent({ dtls, traffic }: PathEvidence, claimants: readonly Role[]): HandshakeGap | null {
  const silent = claimants.filter((side) => dtls.sides[side].records.sent === 0);
  const [one] = silent;
  if (one === undefined) return null;
  const mute = silent.every((side) => Object.values(traffic[side]).every(({ sent }) => sent === 0));
  const thing = mute ? 'packet' : 'DTLS record';
  if (silent.length === 2) return { side: null, reason: `no ${thing} crossed the path` };
  return { side: one, reason: `no ${thing} left ${claimants.length === 1 ? 'it' : one}` };
}

/** What a connected side must have sent, whatever became of it. */
function findOwnGap(dtls: DtlsEvidence, side: Role): HandshakeGap | null {
  const own = dtls.sides[side];
  if (own.clientHello.sent + own.serverHello.sent === 0) {
    return { side, reason: `${side} sent neither ClientHello nor ServerHello (RFC 6347 section 4.2.4)` };
  }
  if (needsChangeCipherSpec(dtls) && own.changeCipherSpec.sent === 0) {
    return { side, reason: `${side} never sent ChangeCipherSpec (RFC 6347 section 4.1)` };
  }
  if (own.finished.sent === 0) return { side, reason: `${side} never sent Finished (${finishedReference(dtls)})` };
  return null;
}

/** What a connected side must have got. */
function findGap(dtls: DtlsEvidence, side: Role): HandshakeGap | null {
  const name = side === 'client' ? 'server' : 'client';
  const other = dtls.sides[name];
  if (other.records.delivered === 0) return { side, reason: `no DTLS record of ${name} came to ${side}` };
  if (other.clientHello.delivered + other.serverHello.delivered === 0) {
    return { side, reason: `neither ClientHello nor ServerHello of ${name} came to ${side} (RFC 6347 section 4.2.4)` };
  }
  if (needsChangeCipherSpec(dtls) && other.changeCipherSpec.sent === 0) {
    return { side, reason: `${name} never sent ChangeCipherSpec (RFC 6347 section 4.1)` };
  }
  if (other.finished.delivered > 0) return null;
  const what = other.finished.sent === 0 ? `${name} never sent Finished` : `no Finished of ${name} came to ${side}`;
  return { side, reason: `${what} (${finishedReference(dtls)})` };
}

/** DTLS 1.3 has none that counts (RFC 9147 section 5), and what is not known is not demanded. */
function needsChangeCipherSpec({ version }: DtlsEvidence): boolean {
  return version === 'DTLS 1.2' || version === 'DTLS 1.0';
}

function finishedReference({ version }: DtlsEvidence): string {
  return version === 'DTLS 1.3' ? 'RFC 8446 section 4.4.4' : 'RFC 5246 section 7.4.9';
}

/** The last one in clear. close_notify ends a connection and is no complaint, whatever its level. */
function findFatalAlert({ alerts }: DtlsEvidence): DtlsAlert | null {
  return alerts.findLast(({ level, name }) => level === 'fatal' && name !== 'close_notify') ?? null;
}

function describeAlert({ from, name }: DtlsAlert): string {
  return `${from} sent the fatal alert ${name ?? ''} (RFC 5246 section 7.2.2)`;
}

/** The alert came before both were done, and its sender sent nothing of DTLS after it. */
function gaveUp({ sides }: DtlsEvidence, alert: DtlsAlert): boolean {
  const done = [sides.client, sides.server].map(({ finished }) => finished.firstDelivered?.packet ?? Infinity);
  return alert.packet < Math.max(...done) && sides[alert.from].records.last?.packet === alert.packet;
}

function collect<T>(sides: readonly Role[], check: (side: Role) => T | null): T[] {
  return sides.map(check).filter((found) => found !== null);
}
