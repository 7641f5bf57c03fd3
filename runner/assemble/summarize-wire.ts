/** What the link saw of a path -> what the report tells of it. Pure. */
import type { DtlsSide, PathEvidence, ShownCertificate } from '../link/evidence/path-evidence.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import type { ReportPath } from '../report/index.ts';

type Frames = SeenPath['frames'];

const SIDES = ['client', 'server'] as const;

export function summarizePath({ evidence, frames, strays, proxied }: SeenPath): ReportPath {
  const { traffic, last } = evidence;
  return {
    contract: proxied === null ? 'script' : 'exit-code',
    packets: { client: presentClasses(traffic.client), server: presentClasses(traffic.server) },
    dtls: summarizeDtls(evidence, frames),
    last: { client: summarizeLast(last.client, frames), server: summarizeLast(last.server, frames) },
    strays,
  };
}

function presentClasses(tallies: PathEvidence['traffic']['client']): ReportPath['packets']['client'] {
  return Object.fromEntries(
    Object.entries(tallies)
      .filter(([, { sent }]) => sent > 0)
      .map(([name, tally]) => [
        name,
        { ...tally, firstMs: roundOrNull(tally.firstMs), lastMs: roundOrNull(tally.lastMs) },
      ]),
  );
}

function summarizeDtls({ dtls, traffic }: PathEvidence, frames: Frames): ReportPath['dtls'] {
  if (SIDES.every((side) => traffic[side].dtls.sent === 0)) return null;
  const { client, version, cipherSuite, srtpProfile, extendedMasterSecret, sides, alerts } = dtls;
  return {
    client,
    version,
    cipherSuite,
    srtpProfile,
    extendedMasterSecret,
    sides: { client: summarizeSide(sides.client), server: summarizeSide(sides.server) },
    alerts: alerts.map(({ from, level, name, atMs, packet }) => ({
      from,
      level,
      name,
      atMs: round(atMs),
      frame: frames[packet] ?? null,
    })),
  };
}

function summarizeSide(side: DtlsSide): NonNullable<ReportPath['dtls']>['sides']['client'] {
  const latest: ShownCertificate | undefined = side.certificates.at(-1);
  return {
    clientHello: side.clientHello.delivered,
    serverHello: side.serverHello.delivered,
    changeCipherSpec: side.changeCipherSpec.delivered,
    finished: side.finished.delivered,
    applicationData: side.applicationData.delivered,
    certificate: latest?.fingerprint ?? null,
  };
}

function summarizeLast(last: PathEvidence['last']['client'], frames: Frames): ReportPath['last']['client'] {
  if (last === null) return null;
  const { what, atMs, delivered, packet } = last;
  return { what, atMs: round(atMs), delivered, frame: frames[packet] ?? null };
}

/** Tenths of a millisecond tell the order of packets; more is noise. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function roundOrNull(milliseconds: number | null): number | null {
  return milliseconds === null ? null : round(milliseconds);
}

/** All descriptions that were carried, as text. */
export function describeSdp(paths: readonly SeenPath[]): string {
  return paths
    .flatMap(({ descriptions }, index) =>
      descriptions.map(
        ({ from, sdp }) => `== connection ${index + 1}, description of the ${from} ==\n${sdp.replaceAll('\r\n', '\n')}`,
      ),
    )
    .join('\n');
}
