declare module "bootstrap/js/src/*.js";
