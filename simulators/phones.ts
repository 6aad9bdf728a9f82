import type { Centre } from './centre/centre';
import type { Faults } from './faults';

/** Keeps the telephones of the centre as the faults say. The returned function lets go of them. */
export function wirePhones(centre: Centre, faults: Faults): () => void {
  const apply = (): void => {
    centre.phones.ringing = faults.is('ringing');
    centre.phones.answerAfterMs = faults.number('answer-after');
    centre.phones.ringMs = faults.number('ring-time');
  };
  const autoAnswer = (): void => {
    const value = faults.value('auto-answer');
    const users = new Set(value.split(','));
    for (const { user } of centre.people.list('supervisor')) {
      centre.setAutoAnswer(user, value === 'on' || users.has(user));
    }
  };
  apply();
  return faults.onChange((name) => {
    apply();
    if (name === 'auto-answer') autoAnswer();
  });
}
