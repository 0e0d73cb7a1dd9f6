/*
 * <script src="…/address-check.js" data-check="https://…/t/<name>/check/<key>/" async></script>
 * puts the address check in a frame where the script stands, as high as what it shows.
 */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !script.dataset.check) return;
  const page = new URL(script.dataset.check, location.href);
  const frame = document.createElement("iframe");
  frame.src = page.href;
  frame.title = script.dataset.title || "Check your address";
  frame.allow = "geolocation";
  frame.style.cssText = "display:block;width:100%;height:420px;border:0";
  script.after(frame);
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== page.origin) return;
    const height = event.data && Number(event.data.addressCheckHeight);
    if (height > 0 && height < 20000) frame.style.height = `${Math.ceil(height)}px`;
  });
})();
