/**
 * Keeps a list of at most `most` members that changes seldom: whoever is in it stays while it is ranked at all, and free
 * places go to the highest ranked. Gets the ranked, best first, of which there should be more than `most`.
 */
export const makeTopMembers = (most: number): ((ranked: readonly string[]) => ReadonlySet<string>) => {
  let members: ReadonlySet<string> = new Set();
  return (ranked) => {
    const stay = ranked.filter((name) => members.has(name));
    members = new Set([...new Set([...stay, ...ranked])].slice(0, most));
    return members;
  };
};
