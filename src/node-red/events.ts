import { asSupervisionError } from '../supervision/errors';
import type { SupervisionEvent } from '../supervision/vocabulary';
import { chosenConnection, type ChoosesConnection } from './chosen';
import type { Connection } from './connection';
import { forCatch } from './failing';
import type { Red, RedNode } from './red';
import { showContact, showError, showNothing } from './status';

export interface EventsDefinition extends ChoosesConnection {
  /** Empty: all. */
  types?: unknown;
  /** Empty: all that the connection can see. */
  agents?: unknown;
}

/** Runs supervision-events: everything of a connection that is asked for, one message each. */
export function runEvents(red: Red, node: RedNode, config: EventsDefinition): void {
  const types = listed(config.types);
  const agents = listed(config.agents);
  let connection: Connection | undefined;
  try {
    connection = chosenConnection(red, config);
    connection.register(node, {
      keeps: true,
      contact(state) {
        showContact(node, state);
      },
      event(event, names) {
        if (types.size > 0 && !types.has(event.type)) return;
        // What concerns no agent at all (the connection itself) is for everybody.
        if (agents.size > 0 && names.length > 0 && !names.some((name) => agents.has(name))) return;
        send(event);
      },
    });
  } catch (thrown) {
    const error = asSupervisionError(thrown);
    showError(node, error.code);
    node.error(forCatch(error), {});
  }

  function send(event: SupervisionEvent): void {
    // What is only made when somebody looks is made now.
    node.send({ topic: event.type, payload: { ...event } });
  }

  node.on('close', () => {
    connection?.deregister(node);
    showNothing(node);
  });
}

/** A list from the edit dialog: an array, or text with commas. */
function listed(value: unknown): ReadonlySet<string> {
  const items: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return new Set(
    items
      .map((item) => (typeof item === 'string' || typeof item === 'number' ? String(item).trim() : ''))
      .filter((item) => item !== ''),
  );
}
