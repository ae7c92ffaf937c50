// Starts the packaged Swagger UI on this server's own document. It lies in a file because the
// content security policy allows no inline script.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null, // the document is not sent to anybody's validator
  queryConfigEnabled: false, // a link cannot load another document under our name
});

// What it draws lacks names of fields and parts, an order of headings, and boxes that scroll by the keyboard.
function mend() {
  for (const field of document.querySelectorAll("#swagger-ui select:not([aria-label])")) field.setAttribute("aria-label", field.id === "servers" ? "Server" : "Choice");
  for (const heading of document.querySelectorAll("h3.opblock-tag:not([aria-level])")) heading.setAttribute("aria-level", "2");
  for (const heading of document.querySelectorAll("#swagger-ui h4:not([aria-level])")) heading.setAttribute("aria-level", "3");
  for (const [part, name] of [[".information-container", "About"], [".schemes-server-container", "Server"]]) {
    const box = document.querySelector(part);
    box?.setAttribute("role", "region");
    box?.setAttribute("aria-label", name);
  }
  for (const box of document.querySelectorAll("pre.microlight:not([tabindex])")) box.tabIndex = 0;
}
new MutationObserver(mend).observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });
