import type { AgentRef } from '../../supervision/driver';
import type { EndedBy, Mode } from '../../supervision/vocabulary';
import type { BoardEntry } from './board';
import { agentRef } from './directory';
import { hasThird, isComing, isMonitoring, isOn, isVoice, legOf, monitoredBy } from './dialogs';
import type { Dialog } from './resources';

/** An order of ours: what shows up between supervisor and this agent is its leg. */
export interface Attempt {
  /** One id from the silent monitoring to the conference: Finesse has two dialogs where people see one supervisor. */
  readonly leg: string;
  readonly agent: AgentRef;
  readonly extension: string;
}

/** What a dialog is to the supervisor. */
export interface Present {
  /** The agent's. */
  extension: string;
  dialog: Dialog;
  state: 'ringing' | 'joined';
  mode: Mode;
}

/** The supervisor on a call, from the first ringing to his leaving. */
export interface Leg extends Present {
  readonly id: string;
  readonly agent: AgentRef;
  /** The agent's call. */
  call?: string | undefined;
  cause?: EndedBy | undefined;
  evidence: string;
  /** What was told last, in short. */
  told?: string;
}

/** @param entry who has the extension, where that is known */
export function newLeg(
  next: Present,
  attempt: Attempt | undefined,
  entry: BoardEntry | undefined,
  supervisor: string,
): Leg {
  const { extension, dialog } = next;
  const ours = attempt?.extension === extension ? attempt : undefined;
  const agent = ours?.agent ?? (entry ? agentRef(entry) : { id: extension, label: extension });
  return { ...next, id: ours?.leg ?? `${supervisor}/${extension}/${dialog.id}`, agent, evidence: '' };
}

/** What is known besides the dialogs. */
export interface Known {
  me: string;
  leg: Leg | undefined;
  attempt: Attempt | undefined;
  /** The dialogs that there were when it began. */
  before: ReadonlySet<string>;
  /** A barge is on its way. */
  barges: boolean;
  /** Says whether an extension is an agent's; where it is given, his conference counts although nobody here began it. */
  adopt?: ((extension: string) => boolean) | undefined;
}

/** The leg, as the dialogs show it: who is on the call is that before he rings, and in the conference before he listens. */
export function presentIn(dialogs: readonly Dialog[], known: Known): Present | undefined {
  const rank = ({ state, mode }: Present): number => (state === 'joined' ? 2 : 0) + (mode === 'barge' ? 1 : 0);
  const seen = dialogs.flatMap((dialog) => readDialog(dialog, known) ?? []);
  return seen.sort((one, other) => rank(other) - rank(one))[0];
}

export function readDialog(dialog: Dialog, known: Known): Present | undefined {
  const own = legOf(dialog, known.me);
  if (!own || !(isOn(own.state) || isComing(own.state))) return undefined;
  const monitored = monitoredBy(dialog, known.me) ?? unnamed(dialog, known);
  if (monitored !== undefined) {
    const stands = isOn(own.state) && (dialog.state === undefined || dialog.state === 'ACTIVE');
    return { extension: monitored, dialog, state: stands ? 'joined' : 'ringing', mode: 'listen' };
  }
  if (!isVoice(dialog) || isMonitoring(dialog)) return undefined;
  const extension = partnerIn(dialog, known);
  return extension === undefined
    ? undefined
    : { extension, dialog, state: isOn(own.state) ? 'joined' : 'ringing', mode: 'barge' };
}

/**
 * Which words `callType` knows is open. What comes up from supervisor to agent after the order to listen, with nobody else on it, is
 * his listening also where nothing calls it so; what was there before is a talk of the two.
 */
function unnamed(dialog: Dialog, { me, leg, attempt, before }: Known): string | undefined {
  const { id, fromAddress, toAddress } = dialog;
  const goesOn = leg?.mode === 'listen' && leg.dialog.id === id;
  const extension = goesOn ? leg.extension : leg || before.has(id) ? undefined : attempt?.extension;
  if (extension === undefined || fromAddress !== me || toAddress !== extension) return undefined;
  return isVoice(dialog) && !hasThird(dialog, me, extension) ? extension : undefined;
}

/**
 * The agent of a conference with the supervisor in it. Two people alone are no conference, they just talk to each other; but who has
 * just barged in is on it, whether or not it names the customer.
 */
function partnerIn(dialog: Dialog, { me, leg, attempt, barges, adopt }: Known): string | undefined {
  if (leg?.mode === 'barge' && leg.dialog.id === dialog.id) return leg.extension;
  const isWith = (extension: string): boolean =>
    isOn(legOf(dialog, extension)?.state) && (barges || hasThird(dialog, me, extension));
  const expected = [leg?.extension, attempt?.extension].find((each) => each !== undefined && isWith(each));
  if (expected !== undefined || !adopt) return expected;
  return dialog.participants.map(({ address }) => address).find((each) => each !== me && adopt(each) && isWith(each));
}
