import { generatedNotice } from '../../config/generated-file.ts';

/** Who made a thing, as it says itself: `gapwatch apply --prune` deletes no other. */
export const owner = 'gapwatch';

/**
 * What each thing says of itself.
 * @param source the file that a reader edits instead
 */
export const meta = (source: string) => ({ managed_by: owner, description: generatedNotice(source) });
