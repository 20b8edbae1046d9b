/** `{name}` in a command or a solution: the container or image that a check named with `as`. */
import type { Bindings } from '../../engine/inspect/assertions.ts';
import type { DockerView } from '../../engine/inspect/views.ts';

/** How a person would call a bound container or image: its name, its first tag, or its short id. */
function called(id: string, view: DockerView): string {
  return view.containers[id]?.name ?? view.images[id]?.tags[0] ?? id.replace('sha256:', '').slice(0, 12);
}

/** `text` with the names that are bound filled in; a name of the lesson that is not bound yet reads NAME. */
export function fillNames(text: string, names: readonly string[], bindings: Bindings, view: DockerView): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const id = bindings[name];
    if (id !== undefined) return called(id, view);
    return names.includes(name) ? 'NAME' : whole;
  });
}
