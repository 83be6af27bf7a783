/** Says in a corner of the screen that something failed which no place on the page stands for. */
export async function toastError(text: string): Promise<void> {
  const { toast } = await import("sonner");
  toast.error(text);
}
