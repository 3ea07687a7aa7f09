import { asLabel, type SwarmService } from './docker-schema.ts';

/** The build that a service asks for; what it does not name is empty. */
export interface ServiceBuild {
  /** The image's name, with its registry where that is not Docker's own. */
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
  readonly revision: string;
}

/** @see https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const revisionLabel = 'org.opencontainers.image.revision';

/**
 * The build that a service asks for: its image's name apart, and the revision that a label of its containers, or of itself,
 * names. Such labels are the service's: those of the image are not in its specification.
 */
export const buildOf = ({ Spec }: SwarmService): ServiceBuild => {
  const container = Spec.TaskTemplate.ContainerSpec;
  const [reference = '', digest = ''] = (container?.Image ?? '').split('@');
  // A colon before a slash is that of the registry's port.
  const [, image = reference, tag = ''] = /^(.*):([^:/]+)$/.exec(reference) ?? [];
  const revision = container?.Labels[revisionLabel] ?? Spec.Labels[revisionLabel] ?? '';
  return { image: asLabel(image), tag: asLabel(tag), digest: asLabel(digest), revision: asLabel(revision) };
};
