import type { Statistics, TransportFacts } from './stack.ts';

/** What a stack's statistics write for the versions: the record's two bytes in hexadecimal, as W3C has it, or the name. */
const versions = new Map([
  ['FEFF', 'DTLS 1.0'],
  ['FEFD', 'DTLS 1.2'],
  ['FEFC', 'DTLS 1.3'],
]);

/** Picks the transport's facts out of W3C statistics (webrtc-stats section 8.15); what they do not tell is left out. */
export function readFacts(statistics: readonly Statistics[]): TransportFacts {
  const transport = statistics.find(({ type }) => type === 'transport') ?? {};
  const version = readText(transport, 'tlsVersion');
  return {
    dtlsVersion: version === undefined ? undefined : (versions.get(version.toUpperCase()) ?? version),
    dtlsRole: readText(transport, 'dtlsRole'),
    cipherSuite: readText(transport, 'dtlsCipher'),
    srtpProfile: readText(transport, 'srtpCipher'),
    iceRole: readText(transport, 'iceRole'),
    selectedPair: readPair(statistics, transport),
  };
}

function readPair(statistics: readonly Statistics[], transport: Statistics): TransportFacts['selectedPair'] {
  const find = (id: unknown): Statistics | undefined =>
    id === undefined ? undefined : statistics.find((record) => record.id === id);
  const pair = find(transport.selectedCandidatePairId);
  const local = find(pair?.localCandidateId);
  const remote = find(pair?.remoteCandidateId);
  return local && remote && { local: describeCandidate(local), remote: describeCandidate(remote) };
}

/** `udp 192.0.2.1 50000 host`; `ip` is what `address` was called in older versions of webrtc-stats. */
function describeCandidate(candidate: Statistics): string {
  const address = candidate.address ?? candidate.ip;
  const parts = [candidate.protocol, address, candidate.port, candidate.candidateType];
  return parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? part : '?')).join(' ');
}

function readText(record: Statistics, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== 'unknown' ? value : undefined;
}
