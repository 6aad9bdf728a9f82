import type { Call, Leg } from './model';

/** Whether `ear` hears `mouth`, two legs of one call. */
function hearsLeg(ear: Leg, mouth: Leg): boolean {
  if (ear.id === mouth.id || ear.state !== 'talking' || mouth.state !== 'talking' || mouth.muted) return false;
  if (ear.watch?.deaf === true) return false;
  if (mouth.watch === undefined) return true;
  switch (mouth.watch.mode) {
    case 'listen':
      return false;
    case 'coach':
      return ear.party === mouth.watch.agent;
    case 'barge':
      return true;
  }
}

/** Everybody still on the call, and whom he hears. A function of the legs and nothing else. */
export function hears(call: Pick<Call, 'legs'>): Record<string, string[]> {
  const live = call.legs.filter((leg) => leg.state !== 'left');
  return Object.fromEntries(
    live.map((ear) => [ear.party, live.filter((mouth) => hearsLeg(ear, mouth)).map((mouth) => mouth.party)]),
  );
}
