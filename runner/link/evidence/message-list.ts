/** Handshake messages and alerts in the order of their coming, bounded. */
import { closeMark, count, createMark, type OpenMark, type Seen } from './marks.ts';
import type { DtlsAlert, DtlsMessage } from './path-evidence.ts';

const MESSAGES = 64;
const ALERTS = 32;

export interface MessageList {
  message(name: string, sequence: number | null, seen: Seen): void;
  alert(level: DtlsAlert['level'], name: string | null, seen: Seen): void;
  messages(): DtlsMessage[];
  alerts(): DtlsAlert[];
  messagesDropped(): number;
  alertsDropped(): number;
}

export function createMessageList(): MessageList {
  const entries = new Map<string, Omit<DtlsMessage, 'mark'> & { readonly mark: OpenMark }>();
  const alerts: DtlsAlert[] = [];
  let messagesDropped = 0;
  let alertsDropped = 0;
  return {
    message(name, sequence, seen) {
      const key = `${seen.from} ${name} ${sequence ?? '-'}`;
      let entry = entries.get(key);
      if (entry === undefined) {
        if (entries.size >= MESSAGES) {
          messagesDropped += 1;
          return;
        }
        entry = { from: seen.from, name, sequence, mark: createMark() };
        entries.set(key, entry);
      }
      count(entry.mark, seen);
    },
    alert(level, name, { from, packet, atMs, delivered }) {
      if (alerts.length < ALERTS) alerts.push({ from, level, name, packet, atMs, delivered });
      else alertsDropped += 1;
    },
    messages: () => [...entries.values()].map((entry) => ({ ...entry, mark: closeMark(entry.mark) })),
    alerts: () => [...alerts],
    messagesDropped: () => messagesDropped,
    alertsDropped: () => alertsDropped,
  };
}
