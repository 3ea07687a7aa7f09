/** Counts in the title of the tab what came while one did not look at it. */
export const createTabTitle = (title: () => string): { readonly count: () => void; readonly update: () => void } => {
  let unseen = 0;
  const update = (): void => {
    document.title = unseen > 0 ? `(${unseen}) ${title()}` : title();
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) unseen = 0;
    update();
  });
  return {
    count() {
      if (document.hidden) unseen += 1;
      update();
    },
    update,
  };
};
