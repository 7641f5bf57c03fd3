/** The closed network of a run: IPv4 and, where the engine has it, IPv6. */
import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import type { NetworkCreateOptions } from 'dockerode';
import { messageOf } from './errors.ts';
import { labelsOf } from './labels.ts';

/** @throws what the engine says when it can open no network at all */
export async function openNetwork(docker: Docker, run: string, name: string): Promise<void> {
  const plain: NetworkCreateOptions = {
    Name: name,
    Driver: 'bridge',
    Internal: true,
    Labels: labelsOf(run, 'network'),
  };
  // The IPv4 subnet is the engine's choice, as always.
  const both = { ...plain, EnableIPv6: true, IPAM: { Driver: 'default', Config: [{ Subnet: localSubnet(run) }] } };
  try {
    await docker.createNetwork(both);
  } catch (error) {
    // Whatever else is wrong is wrong without IPv6, too, and is said then.
    if (!/ipv6|subnet|pool|address/i.test(messageOf(error))) throw error;
    await docker.createNetwork(plain);
  }
}

/** A unique local prefix (RFC 4193 section 3.2.2) of this run: engines before Docker 27 choose none by themselves. */
function localSubnet(run: string): string {
  const digits = createHash('sha256').update(run).digest('hex');
  return `fd${digits.slice(0, 2)}:${digits.slice(2, 6)}:${digits.slice(6, 10)}::/64`;
}
