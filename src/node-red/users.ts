import type { SupervisionEvent } from '../supervision/vocabulary';
import type { RedNode } from './red';
import type { ConnectionUser, ContactState } from './standing';

/** The nodes that use a connection, and how they are told. */
export class Users {
  /** The runtime brings errors and status of a config node to the flows of the nodes in this map. */
  readonly nodes: Record<string, RedNode> = {};
  private readonly listeners = new Map<string, ConnectionUser>();

  /** @param failed one node that fails must not keep the news from the others */
  constructor(private readonly failed: (thrown: unknown) => void) {}

  get count(): number {
    return this.listeners.size;
  }

  add(node: RedNode, listener: ConnectionUser): void {
    this.nodes[node.id] = node;
    this.listeners.set(node.id, listener);
  }

  remove(node: RedNode): void {
    Reflect.deleteProperty(this.nodes, node.id);
    this.listeners.delete(node.id);
  }

  contact(state: ContactState): void {
    this.each((user) => {
      user.contact(state);
    });
  }

  /** The last who keeps it may have the event itself, but for what the desk goes on working with: a copy costs more than the rest. */
  event(event: SupervisionEvent, agentNames: readonly string[]): void {
    let keepers = 0;
    for (const { keeps } of this.listeners.values()) if (keeps) keepers++;
    this.each((user) => {
      if (!user.keeps) user.event(event, agentNames);
      else if (--keepers > 0) user.event(structuredClone(event), agentNames);
      else user.event(ownSupervision(event), agentNames);
    });
  }

  private each(tell: (user: ConnectionUser) => void): void {
    for (const user of this.listeners.values()) {
      try {
        tell(user);
      } catch (thrown) {
        this.failed(thrown);
      }
    }
  }
}

const ownSupervision = (event: SupervisionEvent): SupervisionEvent =>
  event.supervision ? { ...event, supervision: structuredClone(event.supervision) } : event;
