/** The certificates that were shown in clear, which DTLS 1.2 does (RFC 5280 section 4.1; RFC 5246 section 7.4). */
import { readElements, tags, type Element } from './der.ts';
import { SIDES, type Note, type Rule } from './note.ts';

type Finding = Omit<Note, 'side'>;

interface Certificate {
  /** As encoded: 0 is version 1, 2 is version 3. */
  readonly version: number;
  readonly serial: Buffer;
  readonly innerAlgorithm: Buffer;
  readonly outerAlgorithm: Buffer;
  readonly times: readonly Element[];
}

export const checkCertificates: Rule = ({ evidence: { dtls } }) =>
  SIDES.flatMap((side) =>
    dtls.sides[side].certificates.flatMap(({ der }) => {
      const certificate = der === null ? null : readCertificate(Buffer.from(der, 'base64'));
      if (certificate === null) return [];
      return checks.flatMap((check) => check(certificate)).map((note) => ({ side, ...note }));
    }),
  );

/** RFC 5246 sections 7.4.2, 7.4.6: "The certificate type MUST be X.509v3, unless explicitly negotiated otherwise". */
function checkVersion({ version }: Certificate): readonly Finding[] {
  if (version === 2) return [];
  const text = `The certificate is X.509 version ${String(version + 1)}, not 3.`;
  return [{ rule: 'certificate-version', reference: 'RFC 5246 section 7.4.2', text }];
}

/** RFC 5280 section 4.1.2.2: "MUST be a positive integer"; "MUST NOT use serialNumber values longer than 20 octets". */
function checkSerial({ serial }: Certificate): readonly Finding[] {
  const negative = ((serial[0] ?? 0) & 0x80) !== 0;
  const zero = serial.every((byte) => byte === 0);
  const what = negative ? 'negative' : zero ? 'zero' : serial.length > 20 ? 'longer than 20 octets' : null;
  if (what === null) return [];
  const text = `The certificate's serial number is ${what}.`;
  return [{ rule: 'certificate-serial', reference: 'RFC 5280 section 4.1.2.2', text }];
}

/** RFC 5280 section 4.1.1.2: "MUST contain the same algorithm identifier as the signature field". */
function checkAlgorithms({ innerAlgorithm, outerAlgorithm }: Certificate): readonly Finding[] {
  if (innerAlgorithm.equals(outerAlgorithm)) return [];
  const text = "The certificate's two signature algorithm fields differ.";
  return [{ rule: 'certificate-algorithms', reference: 'RFC 5280 section 4.1.1.2', text }];
}

/** RFC 5280 section 4.1.2.5: dates through 2049 "MUST always" be UTCTime, later ones "MUST" be GeneralizedTime. */
function checkTimes({ times }: Certificate): readonly Finding[] {
  const found = new Set(
    times.flatMap(({ tag, content }) => {
      const text = content.toString('latin1');
      if (tag === tags.utcTime) return /^\d{12}Z$/.test(text) ? [] : ['a UTCTime that is not YYMMDDHHMMSSZ'];
      if (!/^\d{14}Z$/.test(text)) return ['a GeneralizedTime that is not YYYYMMDDHHMMSSZ'];
      return Number(text.slice(0, 4)) < 2050 ? ['a date before 2050 as GeneralizedTime'] : [];
    }),
  );
  const reference = 'RFC 5280 section 4.1.2.5';
  return [...found].map((what) => ({
    rule: 'certificate-dates',
    reference,
    text: `The certificate's validity has ${what}.`,
  }));
}

const checks = [checkVersion, checkSerial, checkAlgorithms, checkTimes];

/** RFC 5280 section 4.1. Null where it is not a certificate of that form: nothing is certain of it. */
function readCertificate(der: Buffer): Certificate | null {
  const whole = readElements(der);
  const [tbs, outer] = (whole?.length === 1 ? readElements(whole[0]?.content ?? der) : null) ?? [];
  const fields = tbs === undefined ? null : readElements(tbs.content);
  if (fields === null || outer === undefined) return null;
  const explicit = fields[0]?.tag === tags.version ? readElements(fields[0].content)?.[0] : undefined;
  const [serial, inner, , validity] = fields.slice(explicit === undefined ? 0 : 1);
  const times = validity === undefined ? null : readElements(validity.content);
  if (serial?.tag !== tags.integer || inner === undefined || times?.length !== 2) return null;
  if (times.some(({ tag }) => tag !== tags.utcTime && tag !== tags.generalizedTime)) return null;
  const version = explicit === undefined ? 0 : (explicit.content[0] ?? 0);
  return { version, serial: serial.content, innerAlgorithm: inner.bytes, outerAlgorithm: outer.bytes, times };
}
