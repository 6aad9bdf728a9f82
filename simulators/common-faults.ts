import type { FaultDefinition } from './faults';

/** What can go wrong on every platform: the REST side, and the notifications. */
export const commonFaults: readonly FaultDefinition[] = [
  {
    name: 'rest-slow',
    takes: 'number',
    normal: '0',
    about: 'The request takes effect at once; its answer comes this many ms late. Notifications do not wait for it.',
  },
  {
    name: 'rest-cut',
    takes: ['before', 'after', 'off'],
    normal: 'off',
    about: 'The connection breaks instead of an answer: before the request took effect, or after it, mid-answer.',
  },
  { name: 'rest-html', takes: 'switch', normal: 'off', about: 'A 502 page in HTML, as from a proxy. No effect.' },
  { name: 'hung', takes: 'switch', normal: 'off', about: 'Requests are accepted and never answered. No effect.' },
  {
    name: 'silent',
    takes: 'switch',
    normal: 'off',
    about: 'Operations are accepted and then nothing happens: nothing is confirmed.',
  },
  {
    name: 'notify',
    takes: ['after', 'before'],
    normal: 'after',
    about: 'Whether notifications come after the answer of the request that caused them, or before it.',
  },
  { name: 'notify-late', takes: 'number', normal: '0', about: 'Every notification comes this many ms late.' },
  {
    name: 'notify-lost',
    takes: 'switch',
    normal: 'off',
    about: 'Notifications are lost: all, those of one type (@CallStateChangeMessage), the next n (#n).',
  },
  { name: 'notify-twice', takes: 'switch', normal: 'off', about: 'Every notification comes twice.' },
  { name: 'ringing', takes: 'switch', normal: 'on', about: "The supervisor's phone is seen ringing before it stands." },
  {
    name: 'auto-answer',
    takes: 'text',
    normal: 'on',
    about: 'Phones answer by themselves: on, off, or the user names of the supervisors whose phones do (a,b).',
  },
  { name: 'answer-after', takes: 'number', normal: '0', about: 'A phone that answers by itself takes this many ms.' },
  {
    name: 'ring-time',
    takes: 'number',
    normal: '30000',
    about: 'An unanswered phone stops ringing after this many ms.',
  },
];
