/** The options that a stack may have or not, each tried alone. */
import type { Params, Result } from '../peers/driven/protocol.ts';
import type { Party } from './party.ts';

/** An address where nobody answers: the connection is only made. */
const nowhere = { urls: 'turn:127.0.0.1:9', username: 'user', credential: 'word' };

/** Whose key was thrown away: trusting it changes nothing. */
const ROOT = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS6gAwIBAgITXYFotascYkQNUExYiEv74H8djTAKBggqhkjOPQQDAjAR
MQ8wDQYDVQQDDAZub2JvZHkwIBcNMjYxMTIxMTEwOTU4WhgPMjEyNjEwMjgxMTA5
NThaMBExDzANBgNVBAMMBm5vYm9keTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BBxN3JLs9Z7LhboSo+j+CChQlwn0YeSvf6FXYnUBhGbIsRcT/6N2/t9dL/X53ibR
QdAEDe1c614PTA01KUNwoByjYzBhMB0GA1UdDgQWBBQScAcEC1lMGxFZoR1wIyUj
5CCCeTAfBgNVHSMEGDAWgBQScAcEC1lMGxFZoR1wIyUj5CCCeTAPBgNVHRMBAf8E
BTADAQH/MA4GA1UdDwEB/wQEAwICBDAKBggqhkjOPQQDAgNIADBFAiEAnFT+y+PV
cG+MyC9udrK0bxzcqhlHbwPYhsjAeykShHkCIDd+7B+S/gRX2LXrZKfpfM0xQ4QM
D6nMS301uEqUWK5+
-----END CERTIFICATE-----
`;

const connectionOptions: Readonly<Record<string, Params<'createPeerConnection'>>> = {
  'certificate ECDSA': { certificate: 'ECDSA' },
  'certificate RSA': { certificate: 'RSA' },
  iceServers: { iceServers: [nowhere] },
  'iceTransportPolicy relay': { iceTransportPolicy: 'relay', iceServers: [nowhere] },
  trustedRoots: { trustedRoots: ROOT },
  iceLite: { iceLite: true },
  'iceTcp active': { iceTcp: 'active' },
  'iceTcp passive': { iceTcp: 'passive' },
  keyLog: { keyLog: true },
};

type ChannelOptions = Omit<Params<'createDataChannel'>, 'pc' | 'label'>;
const channelOptions: Readonly<Record<string, ChannelOptions>> = {
  'ordered false': { ordered: false },
  maxRetransmits: { maxRetransmits: 3 },
  maxPacketLifeTime: { maxPacketLifeTime: 500 },
  protocol: { protocol: 'check' },
  'negotiated, id': { negotiated: true, id: 7 },
};

export async function tryOptions(checked: Party): Promise<void> {
  for (const [name, options] of Object.entries(connectionOptions)) {
    const made = await checked.may('createPeerConnection', options, `createPeerConnection: ${name}`, 'Options');
    if (made !== null) await checked.may('closePeerConnection', made);
    if (checked.talk.isOver) return;
  }
  for (const [name, options] of Object.entries(channelOptions)) {
    const made = await checked.may('createPeerConnection', {});
    if (made === null) return;
    const row = `createDataChannel: ${name}`;
    const channel = await checked.may(
      'createDataChannel',
      { pc: made.pc, label: 'option', ...options },
      row,
      'Options',
    );
    if (channel !== null) await compare(checked, channel, options, row);
    await checked.may('closePeerConnection', made);
  }
}

/** What the stack tells of the channel must be what was asked for; what it does not tell is no fault. */
async function compare(
  checked: Party,
  handle: Result<'createDataChannel'>,
  options: ChannelOptions,
  row: string,
): Promise<void> {
  const told = await checked.may('getDataChannel', handle);
  if (told === null) return;
  const properties: Readonly<Record<string, unknown>> = told;
  for (const [name, value] of Object.entries(options)) {
    const actual = properties[name] ?? undefined;
    if (actual === undefined || actual === value) continue;
    checked.row(
      'Options',
      row,
      'wrong',
      `asked for ${name} ${JSON.stringify(value)}, getDataChannel says ${JSON.stringify(actual)}; webrtc-pc section 6.2`,
    );
  }
}
