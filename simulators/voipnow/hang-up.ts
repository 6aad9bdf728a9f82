import { isLive, liveLegs, type Leg } from '../centre/model';
import { shownViews, type Entry } from './book';
import { callsOf, isCallId, partOf, wrongCall } from './calls';
import type { Scope } from './path';
import { nothing, ok, type Reply } from './reply';
import type { Ask, World } from './world';

/** The ways this server takes an extension's number in `phoneNumber`; which ones a real one takes is not documented. */
function names(world: World, { party, number }: Leg): string[] {
  const extension = world.extensions.ofPerson(party);
  if (extension === undefined) return [number, number.replace('+', '')];
  const forms = { both: [extension.number, extension.short], extended: [extension.number], short: [extension.short] };
  return forms[world.faults.value('voipnow-delete-number') as keyof typeof forms];
}

/** A supervisor whose phone still rings is no party yet, unless the server shows him as one. */
function connected(entry: Entry, leg: Leg): boolean {
  return leg.state !== 'ringing' || shownViews(entry).some((view) => view.leg === leg);
}

/** Takes a supervisor off, and nobody else (inferred) — or, by switch, the whole call, as a careless server might. */
function takeOff(world: World, { call }: Entry, leg: Leg, fault: string): void {
  if (world.faults.value(fault) === 'ends') world.centre.endCall(call.id, 'removed');
  else world.centre.leave(call.id, leg.party, 'removed');
}

/** What closing the extension's side of a call means: it ends for everybody, unless it is a supervisor's side. */
function hangUpSide(world: World, entry: Entry, scope: Scope): void {
  const guest = scope.self ? undefined : guestOf(entry, scope);
  if (guest === undefined) world.centre.endCall(entry.call.id, 'removed');
  else takeOff(world, entry, guest, 'voipnow-delete-own-leg');
}

function guestOf(entry: Entry, { extensions }: Scope): Leg | undefined {
  const [extension] = extensions;
  if (extension === undefined || partOf(entry, extension) !== 'guest') return undefined;
  return entry.views.find(({ leg }) => leg.party === extension.person?.user && isLive(leg))?.leg;
}

/**
 * Closes the connection between the extension and that number. A supervisor's number closes his alone; the customer's, or the
 * extension's own (inferred), closes the call. A number that is on no such connection closes nothing.
 */
function disconnect(world: World, entry: Entry, scope: Scope, number: string): boolean {
  const party = liveLegs(entry.call).find((leg) => connected(entry, leg) && names(world, leg).includes(number));
  if (party === undefined) return false;
  const guest = scope.self ? undefined : guestOf(entry, scope);
  if (guest !== undefined) takeOff(world, entry, guest, 'voipnow-delete-own-leg');
  else if (party.watch !== undefined) takeOff(world, entry, party, 'voipnow-delete-supervisor');
  else world.centre.endCall(entry.call.id, 'removed');
  return true;
}

/**
 * DELETE /phoneCalls/{user}/{extension}[/{id}][?phoneNumber]. Documented, and dangerous: without `phoneNumber` the customer is cut
 * off, without an id all calls of the extension are. An empty `phoneNumber` is taken for none (inferred, and the worst case).
 */
export function hangUp(world: World, { rest, query }: Ask, scope: Scope): Reply {
  const [id, ...more] = rest;
  if (id !== undefined && (!isCallId(id) || more.length > 0)) return wrongCall;
  const number = query.get('phoneNumber') ?? '';
  const entries = callsOf(world, scope).filter((entry) => id === undefined || entry.id === id);
  const silent = world.faults.take('silent', 'DELETE phoneCalls', 'DELETE') !== undefined;
  const closed = entries.filter((entry) => {
    if (silent) return true;
    if (number !== '') return disconnect(world, entry, scope, number);
    hangUpSide(world, entry, scope);
    return true;
  });
  if (closed.length === 0) return nothing;
  const shapes = closed.map(({ id: closedId }) => ({ id: closedId }));
  if (world.faults.value('voipnow-delete-shape') === 'array') return ok(shapes);
  return ok({ entry: shapes, totalResults: shapes.length, startIndex: 0, itemsPerPage: shapes.length });
}
