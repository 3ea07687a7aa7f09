import type { View } from '../view.ts';

/** A reference of a saved object to another; its name is where the object speaks of it. */
export interface Reference {
  readonly type: ObjectType;
  readonly id: string;
  readonly name: string;
}

/** A saved object, as Kibana exports and imports it. */
export interface SavedObject {
  readonly type: ObjectType;
  /** Begins with `gapwatch-`: no others are changed or deleted. */
  readonly id: string;
  readonly attributes: object;
  readonly references: readonly Reference[];
  readonly coreMigrationVersion: string;
  readonly typeMigrationVersion: string;
}

/**
 * The form that each type is written in: that of Kibana 8.8 and 8.9, which every later one brings up to its own. Written in the newest
 * form, an object would not be taken by a Kibana that is older.
 * @see https://www.elastic.co/docs/extend/kibana/saved-objects
 */
const forms = {
  'index-pattern': '8.0.0',
  search: '8.0.0',
  visualization: '8.5.0',
  lens: '8.9.0',
  dashboard: '8.9.0',
} as const;

type ObjectType = keyof typeof forms;

/** An object with the stamps of the form that it is in. */
export const savedObject = (
  type: ObjectType,
  id: string,
  attributes: object,
  references: readonly Reference[] = [],
): SavedObject => ({
  type,
  id,
  attributes,
  references,
  coreMigrationVersion: '8.8.0',
  typeMigrationVersion: forms[type],
});

/** A reference to a data view. */
export const toView = ({ id }: Pick<View, 'id'>, name: string): Reference => ({ type: 'index-pattern', id, name });
