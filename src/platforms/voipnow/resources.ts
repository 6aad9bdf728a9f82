/** A live call. The extension is the one that is charged; it need not be a party. */
export interface PhoneCall {
  id: string;
  extension?: string | undefined;
  published?: string | undefined;
  answered: boolean;
  views: View[];
  raw: Record<string, unknown>;
}

/** One connection of a call, as one extension sees it. Nothing in it says "supervisor", nor in which mode. */
export interface View {
  /** `"01"`: text, with its zero. Unique inside one call only. */
  id: string;
  extension?: string | undefined;
  source: string[];
  destination: string[];
  /** 0 unknown, 1 off hook, 2 trying, 3 ringing, 4 the other side rings, 5 on call. */
  status?: number | undefined;
  answered: boolean;
  onHold: boolean;
  parked: boolean;
}

export interface Presence {
  extension?: string | undefined;
  /** 0 unknown, 1 online, 2 ringing, 3 busy. */
  status?: number | undefined;
  /** 1 registered, 2 none needed, -1 not registered, -2 expired, 0 unknown. */
  registrations: number[];
}

/** A subscription to one type of call event of one extension. */
export interface EventSubscription {
  id: string;
  type?: number | undefined;
  url?: string | undefined;
  note?: string | undefined;
  /** 1: enabled. */
  status?: number | undefined;
}

export interface Page<T> {
  items: T[];
  totalResults: number | undefined;
  /** The answer names a next page. */
  more: boolean;
}
