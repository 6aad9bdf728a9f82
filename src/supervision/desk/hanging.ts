import type { Book } from './book';
import type { Session } from './model';

// Huawei: the supervisor's leg hangs on the agent, with or without a call, and nobody but us takes it off again.

export const hangsOnAgent = (book: Pick<Book, 'setting'>): boolean => book.setting.capabilities.legs === 'agent';

/** The leg stands, or is to stand, and the agent has no call yet. */
export const isBeforeCall = (book: Pick<Book, 'setting'>, session: Session): boolean =>
  hangsOnAgent(book) && session.order.arm && session.onCall === 'no';
