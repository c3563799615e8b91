frame();
watch("value", () => hear(props.value));
window.addEventListener("tastemaker:import", (event) => hearImport(event.detail));
open({ current: keys.current() });
