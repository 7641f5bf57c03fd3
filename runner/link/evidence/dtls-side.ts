/** What one side of a DTLS association has shown. */
import { fingerprint, readFirstCertificate } from '../packets/dtls-certificate.ts';
import { createReassembly, type Reassembly } from '../packets/dtls-fragments.ts';
import { closeMark, createMark, type OpenMark, type Seen } from './marks.ts';
import type { DtlsSide, ShownCertificate } from './path-evidence.ts';

const CERTIFICATES = 4;
const LONGEST_DER = 8 * 1024;

export interface OpenDtlsSide {
  readonly records: OpenMark;
  readonly clientHello: OpenMark;
  readonly serverHello: OpenMark;
  readonly changeCipherSpec: OpenMark;
  readonly finished: OpenMark;
  readonly applicationData: OpenMark;
  applicationDataAfterFinished: number;
  readonly encrypted: OpenMark;
  readonly certificates: ShownCertificate[];
  certificatesDropped: number;
  emptyCertificates: number;
  readonly reassembly: Reassembly;
}

export function createDtlsSide(): OpenDtlsSide {
  return {
    records: createMark(),
    clientHello: createMark(),
    serverHello: createMark(),
    changeCipherSpec: createMark(),
    finished: createMark(),
    applicationData: createMark(),
    applicationDataAfterFinished: 0,
    encrypted: createMark(),
    certificates: [],
    certificatesDropped: 0,
    emptyCertificates: 0,
    reassembly: createReassembly(),
  };
}

/** @param body a whole Certificate message. @returns what is wrong with it, or null */
export function noteCertificate(side: OpenDtlsSide, body: Buffer, { packet, atMs }: Seen): string | null {
  const der = readFirstCertificate(body);
  if (der === null) return 'a Certificate message that cannot be read';
  if (der === 'empty') {
    side.emptyCertificates += 1;
    return null;
  }
  const shown = fingerprint(der, 'sha-256');
  if (side.certificates.some((known) => known.fingerprint === shown)) return null;
  if (side.certificates.length >= CERTIFICATES) side.certificatesDropped += 1;
  else {
    const kept = der.length > LONGEST_DER ? null : der.toString('base64');
    side.certificates.push({ fingerprint: shown, der: kept, packet, atMs });
  }
  return null;
}

export function closeDtlsSide(side: OpenDtlsSide): DtlsSide {
  return {
    records: closeMark(side.records),
    clientHello: closeMark(side.clientHello),
    serverHello: closeMark(side.serverHello),
    changeCipherSpec: closeMark(side.changeCipherSpec),
    finished: closeMark(side.finished),
    applicationData: closeMark(side.applicationData),
    applicationDataAfterFinished: side.applicationDataAfterFinished,
    encrypted: closeMark(side.encrypted),
    certificates: [...side.certificates],
    certificatesDropped: side.certificatesDropped,
    emptyCertificates: side.emptyCertificates,
  };
}
