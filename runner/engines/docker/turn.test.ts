import { expect, it } from 'vitest';
import { findAddress, turnCommand } from './turn.ts';

it('finds where coturn listens once it does, and not the loopback address', () => {
  const log = [
    '2026-11-21T08:07:41.408+0000 INFO Listener address to use: 172.17.0.2',
    '2026-11-21T08:07:41.421+0000 INFO IPv4. TCP listener opened on : 172.17.0.2:3478',
    '2026-11-21T08:07:41.422+0000 INFO IPv4. UDP listener opened on: 127.0.0.1:3478',
    '2026-11-21T08:07:41.422+0000 INFO IPv4. UDP listener opened on: 172.17.0.2:3478',
    '',
  ];
  expect(findAddress(log.slice(0, 3).join('\n'), 'udp')).toBeNull();
  expect(findAddress(log.join('\n'), 'udp')).toBe('172.17.0.2');
  expect(findAddress(log.join('\n'), 'tcp')).toBe('172.17.0.2');
  expect(findAddress(log.filter((line) => line.includes('UDP')).join('\n'), 'tcp')).toBeNull();
  const tls = '2026-11-21T11:00:55.608+0000 INFO IPv4. TLS listener opened on : 172.17.0.2:5349\n';
  expect([findAddress(tls, 'tls'), findAddress(tls, 'tcp')]).toEqual(['172.17.0.2', null]);
  // Half a line is none yet.
  expect(findAddress(`${log.slice(0, 3).join('\n')}\nIPv4. UDP listener opened on: 172.17.0.2:34`, 'udp')).toBeNull();
});

it('listens over the transport alone that is asked for', () => {
  const credentials = { username: 'u', credential: 'p' };
  expect(turnCommand(credentials, 'udp').filter((option) => option.startsWith('--no-'))).toEqual(['--no-tcp']);
  expect(turnCommand(credentials, 'tcp').filter((option) => option.startsWith('--no-'))).toEqual(['--no-udp']);
  const tls = turnCommand(credentials, 'tls').filter((option) => /^--(?:no-|cert|pkey)/.test(option));
  expect(tls).toEqual(['--no-udp', '--no-tcp', '--cert=/tmp/certificate.pem', '--pkey=/tmp/key.pem']);
});
