import { describe, expect, it } from 'vitest';
import { LogBuffer } from './log-buffer.ts';

describe('LogBuffer', () => {
  it('keeps everything up to twice its limit, in order', () => {
    const log = new LogBuffer(4);
    log.append('abc');
    log.append('defgh');
    expect(log.read()).toEqual({ text: 'abcdefgh', droppedBytes: 0 });
  });

  it('keeps the first and the last bytes beyond that, and counts the rest', () => {
    const log = new LogBuffer(4);
    log.append('abcdefghi');
    expect(log.read()).toEqual({ text: 'abcd\n[... 1 bytes not kept ...]\nfghi', droppedBytes: 1 });
  });

  it('agrees with a plain array whatever the sizes of the chunks', () => {
    const limit = 5;
    const log = new LogBuffer(limit);
    let all = '';
    for (let i = 0; i < 60; i += 1) {
      const chunk = String.fromCharCode(97 + (i % 26)).repeat((i * 7) % 13);
      log.append(chunk);
      all += chunk;
      const dropped = Math.max(0, all.length - 2 * limit);
      const expected =
        dropped === 0 ? all : `${all.slice(0, limit)}\n[... ${dropped} bytes not kept ...]\n${all.slice(-limit)}`;
      expect(log.read()).toEqual({ text: expected, droppedBytes: dropped });
    }
  });

  it('gives the part since a mark', () => {
    const log = new LogBuffer(4);
    log.append('ab');
    const inHead = log.mark();
    log.append('cdef');
    expect(log.read(inHead).text).toBe('cdef');
    const inTail = log.mark();
    log.append('ghijk');
    expect(log.read(inTail)).toEqual({ text: '\n[... 1 bytes not kept ...]\nhijk', droppedBytes: 1 });
    expect(log.read(log.mark())).toEqual({ text: '', droppedBytes: 0 });
  });

  it('replaces what is not UTF-8 and does not split a character that came in two chunks', () => {
    const log = new LogBuffer(64);
    log.append(Buffer.from([0xff, 0xfe, 0x61]));
    const euro = Buffer.from('€');
    log.append(euro.subarray(0, 1));
    log.append(euro.subarray(1));
    expect(log.read().text).toBe('\ufffd\ufffda€');
  });
});
