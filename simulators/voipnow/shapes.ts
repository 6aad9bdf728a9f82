import type { Leg } from '../centre/model';
import type { Json } from '../json';
import { shownViews, type Entry, type View } from './book';
import { stamp, type World } from './world';

const numberOf = (world: World, party: string): string => world.extensions.ofPerson(party)?.number ?? party;

/** The extension a view belongs to: the agent's, also for a supervisor, who is a second source of the same destination. */
export const viewOwner = (leg: Leg): string => leg.watch?.agent ?? leg.party;

function parties(world: World, { call }: Entry, leg: Leg): { source: string; destination: string } {
  const agent = numberOf(world, viewOwner(leg));
  if (leg.watch !== undefined) {
    const extension = world.extensions.ofPerson(leg.party);
    const short = world.faults.is('voipnow-short-source');
    return { source: (short ? extension?.short : extension?.number) ?? leg.number, destination: agent };
  }
  if (call.direction === 'inbound') return { source: call.customer, destination: agent };
  return { source: agent, destination: call.customer };
}

/** 2 local, 4 outgoing public, 8 incoming public. */
const flowOf = ({ call }: Entry, { watch }: Leg): number =>
  watch !== undefined ? 2 : call.direction === 'inbound' ? 8 : 4;

/** The caller id a view shows: who calls. */
export function callerIdOf(world: World, { call }: Entry, { leg, callerId }: View): string {
  if (callerId !== '') return callerId;
  const extension = world.extensions.ofPerson(leg.party);
  const calls = leg.watch !== undefined || call.direction === 'outbound';
  if (calls && extension !== undefined) return `${extension.name} <${extension.number}>`;
  return `Customer <${call.customer}>`;
}

function viewShape(world: World, entry: Entry, view: View & { id: string }): Json {
  const { faults } = world;
  const { leg, answeredAt, heldAt, recordedAt, since } = view;
  const { source, destination } = parties(world, entry, leg);
  const code = (value: number): number | string => (faults.is('voipnow-numbers') ? value : String(value));
  return {
    id: view.id,
    extension: numberOf(world, viewOwner(leg)),
    source: [source],
    destination: [destination],
    flow: code(flowOf(entry, leg)),
    status: code(leg.state === 'ringing' ? 3 : 5),
    [faults.value('voipnow-caller-key')]: callerIdOf(world, entry, view),
    ...(leg.state === 'ringing' && { ringing: stamp(since, 3) }),
    ...(answeredAt !== undefined && { answered: stamp(answeredAt, 3) }),
    ...(recordedAt !== undefined && { recording: stamp(recordedAt, 3) }),
    ...(heldAt !== undefined && { onHold: stamp(heldAt, 3), holder: code(1) }),
  };
}

/** The address of a call that an action returns. The documents show it with two slashes after the host. */
export const linkOf = (world: World, entry: Entry): string => addressOf(world, entry, '//');

function addressOf(world: World, { id, charged, views }: Entry, slash: string): string {
  const base = world.faults.value('voipnow-link-base') || world.url();
  // Whoever is charged may have passed the call on; the address has to lead to it all the same.
  const agent = views.find(({ leg }) => leg.role === 'agent' && leg.state !== 'left')?.leg.party;
  const extension = numberOf(world, agent ?? charged);
  return `${base}${slash}uapi/phoneCalls/${world.extensions.me.id}/${extension}/${id}`;
}

/** A PhoneCall. Fields without a value are left out; they are never null. */
export function callShape(world: World, entry: Entry): Json {
  const answered = entry.views.find(({ answeredAt }) => answeredAt !== undefined)?.answeredAt;
  const { organization } = world.extensions.me;
  return {
    id: entry.id,
    extension: numberOf(world, entry.charged),
    ownerId: organization.id,
    ownerName: organization.name,
    published: stamp(entry.call.startedAt, 2),
    ...(answered !== undefined && { answered: stamp(answered, 3) }),
    phoneCallView: shownViews(entry).map((view) => viewShape(world, entry, view)),
    links: { self: addressOf(world, entry, '/') },
  };
}
