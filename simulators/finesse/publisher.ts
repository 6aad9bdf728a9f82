/** One notification on its way to a node of the publish-subscribe service. */
export interface Item {
  /** `/finesse/api/User/16105/Dialogs` */
  topic: string;
  /** The same notification twice has the same id. */
  id: string;
  /** The document, not yet escaped. */
  text: string;
}

/** Brings notifications to whoever is subscribed: the embedded XMPP server does, or a real one that is told to. */
export interface Publisher {
  publish(item: Item): void;
  /** The presence of the user `finesse`: whether the web application is there. */
  setPresence(available: boolean): void;
  close(): Promise<void>;
}
