/** The DTLS part of a path's evidence: what can be seen of a handshake without any key. */
import { emptyFragment, readFragment, type Fragment } from '../packets/dtls-fragments.ts';
import { parseClientHello, parseServerHello, type ClientHello, type ServerHello } from '../packets/dtls-hello.ts';
import { nameAlert, nameHandshake } from '../packets/dtls-names.ts';
import { contentType, emptyRecord, readRecord, type DtlsRecord } from '../packets/dtls-records.ts';
import { closeDtlsSide, createDtlsSide, noteCertificate } from './dtls-side.ts';
import { count, otherSide, type MalformedLog, type Seen } from './marks.ts';
import { createMessageList } from './message-list.ts';
import type { DtlsEvidence, Side } from './path-evidence.ts';

/** HandshakeType of the messages whose content is read. */
const handshake = { clientHello: 1, serverHello: 2, certificate: 11 } as const;

export interface DtlsObserver {
  /** @returns what the packet is, for `last`: by its first record */
  take(bytes: Buffer, seen: Seen): string;
  summary(): DtlsEvidence;
}

export function createDtlsObserver(malformed: Readonly<Record<Side, MalformedLog>>): DtlsObserver {
  const sides = { client: createDtlsSide(), server: createDtlsSide() };
  const list = createMessageList();
  const record = emptyRecord();
  const fragment = emptyFragment();
  let clientHello: ClientHello | null = null;
  let serverHello: ServerHello | null = null;
  /** The other side of the latest ServerHello. */
  let answered: Side | null = null;

  function takeRecord(bytes: Buffer, seen: Seen): string {
    const side = sides[seen.from];
    count(side.records, seen);
    if (record.unified) return takeUnified(record, seen);
    if (record.epoch > 0) return takeEncrypted(record, seen);
    switch (record.type) {
      case contentType.changeCipherSpec:
        count(side.changeCipherSpec, seen);
        list.message('ChangeCipherSpec', null, seen);
        return 'DTLS ChangeCipherSpec';
      case contentType.alert:
        return takeClearAlert(bytes, seen);
      case contentType.handshake:
        return takeHandshake(bytes, seen);
      default:
        return 'DTLS record in clear';
    }
  }

  /** RFC 9147 section 4.2.3: of the epoch two bits are in clear. 2 is the handshake's; what comes later carries data. */
  function takeUnified({ epoch }: DtlsRecord, seen: Seen): string {
    const side = sides[seen.from];
    count(side.encrypted, seen);
    if (epoch === 2) {
      count(side.finished, seen);
      list.message('encrypted handshake', null, seen);
      return 'DTLS encrypted handshake';
    }
    return takeApplicationData(seen);
  }

  function takeEncrypted({ type }: DtlsRecord, seen: Seen): string {
    const side = sides[seen.from];
    count(side.encrypted, seen);
    if (type === contentType.applicationData) return takeApplicationData(seen);
    if (type === contentType.connectionId) {
      // The content type is hidden: it stands for whatever is asked for (RFC 9146 section 4).
      count(side.finished, seen);
      return takeApplicationData(seen);
    }
    if (type === contentType.alert) {
      list.alert(null, null, seen);
      return 'DTLS encrypted alert';
    }
    if (type !== contentType.handshake) return 'DTLS encrypted record';
    count(side.finished, seen);
    list.message('encrypted handshake', null, seen);
    return 'DTLS encrypted handshake';
  }

  function takeApplicationData(seen: Seen): string {
    const side = sides[seen.from];
    count(side.applicationData, seen);
    if (seen.delivered && sides[otherSide(seen.from)].finished.delivered > 0) side.applicationDataAfterFinished += 1;
    return 'DTLS application data';
  }

  function takeClearAlert(bytes: Buffer, seen: Seen): string {
    const level = bytes[record.start];
    const code = bytes[record.start + 1];
    if (record.end - record.start !== 2 || code === undefined || (level !== 1 && level !== 2)) {
      malformed[seen.from].note(seen.packet, 'DTLS: an alert in clear that is none');
      return 'malformed DTLS alert';
    }
    const name = nameAlert(code);
    list.alert(level === 2 ? 'fatal' : 'warning', name, seen);
    return `DTLS alert ${name}`;
  }

  function takeHandshake(bytes: Buffer, seen: Seen): string {
    let what = '';
    for (let at = record.start; at < record.end; at = fragment.end) {
      const wrong = readFragment(bytes, at, record.end, fragment);
      if (wrong !== null) {
        malformed[seen.from].note(seen.packet, `DTLS: ${wrong}`);
        return what === '' ? 'malformed DTLS handshake' : what;
      }
      const name = nameHandshake(fragment.type);
      if (what === '') what = `DTLS ${name}`;
      takeFragment(name, bytes, seen);
    }
    return what === '' ? 'empty DTLS handshake' : what;
  }

  function takeFragment(name: string, bytes: Buffer, seen: Seen): void {
    const side = sides[seen.from];
    const { type } = fragment;
    if (fragment.offset === 0) list.message(name, fragment.sequence, seen);
    if (type === handshake.clientHello && fragment.offset === 0) count(side.clientHello, seen);
    if (type === handshake.serverHello && fragment.offset === 0) {
      count(side.serverHello, seen);
      answered = otherSide(seen.from);
    }
    // What the link dropped tells of its sender, but the other side knows nothing of it.
    if (!seen.delivered || !isRead(fragment)) return;
    const body = side.reassembly.add(fragment, bytes);
    if (body !== null) takeMessage(type, body, seen);
  }

  function takeMessage(type: number, body: Buffer, seen: Seen): void {
    const side = sides[seen.from];
    let wrong: string | null = null;
    if (type === handshake.certificate) wrong = noteCertificate(side, body, seen);
    if (type === handshake.clientHello) {
      const hello = parseClientHello(body);
      if (hello === null) wrong = 'a ClientHello that cannot be read';
      // A new handshake: what is left of the one before must not be mixed with it.
      else if (hello.random !== clientHello?.random) resetReassembly();
      clientHello = hello ?? clientHello;
    }
    if (type === handshake.serverHello) {
      const hello = parseServerHello(body);
      if (hello === null) wrong = 'a ServerHello that cannot be read';
      serverHello = hello ?? serverHello;
    }
    if (wrong !== null) malformed[seen.from].note(seen.packet, `DTLS: ${wrong}`);
  }

  function resetReassembly(): void {
    sides.client.reassembly.reset();
    sides.server.reassembly.reset();
  }

  return {
    take(bytes, seen) {
      let what = '';
      for (let at = 0; at < bytes.length; at = record.end) {
        const wrong = readRecord(bytes, at, record);
        if (wrong !== null) {
          malformed[seen.from].note(seen.packet, `DTLS: ${wrong}`);
          break;
        }
        const said = takeRecord(bytes, seen);
        if (what === '') what = said;
      }
      return what === '' ? 'malformed DTLS' : what;
    },
    summary: () => ({
      client: answered ?? findOnlyClient(sides.client.clientHello.sent, sides.server.clientHello.sent),
      version: serverHello?.chosenVersion ?? null,
      cipherSuite: serverHello?.cipherSuite ?? null,
      srtpProfile: serverHello?.srtpProfile ?? null,
      extendedMasterSecret: bothSaid(clientHello?.extendedMasterSecret, serverHello?.extendedMasterSecret),
      renegotiationInfo: bothSaid(clientHello?.renegotiationInfo, serverHello?.renegotiationInfo),
      clientHello,
      serverHello,
      sides: { client: closeDtlsSide(sides.client), server: closeDtlsSide(sides.server) },
      messages: list.messages(),
      messagesDropped: list.messagesDropped(),
      alerts: list.alerts(),
      alertsDropped: list.alertsDropped(),
    }),
  };
}

function isRead({ type }: Fragment): boolean {
  return type === handshake.clientHello || type === handshake.serverHello || type === handshake.certificate;
}

function findOnlyClient(fromClient: number, fromServer: number): Side | null {
  if (fromClient > 0 === fromServer > 0) return null;
  return fromClient > 0 ? 'client' : 'server';
}

function bothSaid(offered: boolean | undefined, chosen: boolean | undefined): boolean | null {
  return offered === undefined || chosen === undefined ? null : offered && chosen;
}
