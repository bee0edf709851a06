import { type UseQueryResult, useQuery } from "@tanstack/react-query";

import { useTransport } from "../../api/context.js";
import { DiagramDocument, type DiagramQuery } from "../../api/generated.js";
import { ApiError } from "../../api/transport.js";
import { itemOf, stepsOf } from "../../route/address.js";

export type FullDiagram = NonNullable<DiagramQuery["diagram"]>;

/** The diagram inside of a node of a diagram, as they are now; `at` is the node's address, "" the diagram's own. */
export function useDiagramAt(
  name: string,
  at: string,
): UseQueryResult<FullDiagram> {
  const transport = useTransport();
  return useQuery({
    queryKey: ["Diagram", name, at],
    queryFn: async ({ signal }) => {
      const ask = async (one: string) => {
        const answer = await transport.query(
          DiagramDocument,
          { name: one },
          signal,
        );
        if (!answer.diagram) {
          throw new ApiError(`there is no diagram ${one}`, "NOT_FOUND");
        }
        return answer.diagram;
      };
      let diagram = await ask(name);
      for (const { label } of stepsOf(at)) {
        const node = diagram.nodes.find(
          (one) => one.label === (itemOf(label)?.batch ?? label),
        );
        if (!node?.diagram) {
          throw new ApiError(
            `${diagram.name} has no diagram inside of ${label}`,
            "NOT_FOUND",
          );
        }
        diagram = await ask(node.diagram);
      }
      return diagram;
    },
  });
}
