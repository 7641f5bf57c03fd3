/** JSON-RPC 2.0 over stdio, one message a line: docs/peer-protocol.md, part two. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../description.ts';
import { log } from '../log.ts';
import { UnsupportedError, type Stack } from '../stack.ts';
import { splitLines } from './lines.ts';
import { createDriver, type Driver } from './methods.ts';
import { InvalidParametersError } from './parameters.ts';
import { UnknownHandleError } from './table.ts';

const codes = {
  notJson: -32700,
  notRequest: -32600,
  unknownMethod: -32601,
  invalidParameters: -32602,
  unsupported: 1,
  exception: 2,
  unknownHandle: 3,
};

type Id = string | number | null;

/** How long closing may take at the end, in milliseconds: the process has to be gone within a second. */
const closingLimit = 400;

/** Takes requests until stdin ends or `told` to end; then all connections are closed. */
export async function drive(stack: Stack, told: Promise<void>): Promise<void> {
  const driver = createDriver(stack, (method, params) => {
    write({ jsonrpc: '2.0', method, params: { t: performance.now(), ...params } });
  });
  const take = splitLines((line) => {
    answer(driver, line);
  });
  const gone = new Promise<void>((resolve) => {
    process.stdin.on('data', take).on('end', resolve).on('error', resolve);
    // Whoever drove it hears nothing any more.
    process.stdout.on('error', resolve);
  });
  await Promise.race([gone, told]);
  await Promise.race([driver.closeAll(), sleep(closingLimit)]);
}

function answer(driver: Driver, line: Buffer | null): void {
  let request: unknown;
  try {
    if (line === null) throw new Error('the line is too long');
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch (error) {
    refuse(null, codes.notJson, `not JSON: ${messageOf(error)}`);
    return;
  }
  const { id, method, params = {}, jsonrpc } = isObject(request) ? request : {};
  if (jsonrpc !== '2.0' || typeof method !== 'string' || (typeof id !== 'number' && typeof id !== 'string')) {
    refuse(null, codes.notRequest, 'not a request of JSON-RPC 2.0 with method and id');
    return;
  }
  const act = driver.methods.get(method);
  if (act === undefined) {
    refuse(id, codes.unknownMethod, `no method "${method.slice(0, 80)}"`);
    return;
  }
  const fail = (error: unknown): void => {
    refuse(id, toCode(error), messageOf(error));
  };
  try {
    const result = act(params);
    if (result instanceof Promise) result.then(succeed(id), fail);
    else succeed(id)(result);
  } catch (error) {
    fail(error);
  }
}

function succeed(id: Id): (result: unknown) => void {
  return (result) => {
    write({ jsonrpc: '2.0', id, result: result ?? {} });
  };
}

function refuse(id: Id, code: number, message: string): void {
  if (code === codes.exception) log(`exception: ${message}`);
  write({ jsonrpc: '2.0', id, error: { code, message } });
}

function toCode(error: unknown): number {
  if (error instanceof InvalidParametersError) return codes.invalidParameters;
  if (error instanceof UnsupportedError) return codes.unsupported;
  if (error instanceof UnknownHandleError) return codes.unknownHandle;
  return codes.exception;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whole lines only: one call a line, and Node writes them in their order. */
function write(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
