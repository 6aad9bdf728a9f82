import { agentsAtMost, type AgentRef } from '../../supervision/driver';
import type { GenesysClient } from './client';
import { fullName, labelOf } from './directory-match';
import { DirectoryReads } from './directory-reads';
import type { Contact } from './wire';

const numberLike = /^\+?\d+$/;

/**
 * People by a part of what they are called, for somebody who looks for one. Unlike the lookup of an order this may find several,
 * and the wrong one; a person chooses.
 */
export async function searchAgents(client: GenesysClient, query: string, signal: AbortSignal): Promise<AgentRef[]> {
  // A comma separates several people and `*` means anybody: both are ours to write, not the searcher's.
  const words = query.split(/[\s,*\p{Cc}\p{Cs}]+/u).filter((word) => word !== '');
  const filter = words.map((word) => `*${word}*`).join(',');
  const found = await new DirectoryReads(client, signal).contacts({
    ...(filter !== '' && { filterName: 'NamesOrPhoneNumberMatches', filterParameters: filter }),
    limit: agentsAtMost,
    sortBy: 'name',
    order: 'Ascending',
  });
  // A server that does not know the limit sends everybody.
  return found.slice(0, agentsAtMost).map(refOf);
}

function refOf(contact: Contact): AgentRef {
  const { id, userName, employeeId, phoneNumbers } = contact;
  const numbers = phoneNumbers.filter((number) => numberLike.test(number));
  const names = [userName, ...numbers, employeeId, fullName(contact)].flatMap((name) => name ?? []);
  return { id, label: labelOf(contact, id), ...(names.length > 0 && { names }) };
}
