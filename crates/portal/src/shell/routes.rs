//! The wrapper over axum's router that will not register a route without an action. It records method, path,
//! surface, action and documentation of every route, so that the router, the OpenAPI document, the matrix and
//! the isolation test can never disagree.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use policy::Action;

use super::{guard, openapi};
use crate::app::App;
use crate::slices::Slice;

/// Who a route talks to; decides the form of errors. It follows from the path alone, never from `Accept`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// HTML.
    Page,
    /// JSON, with problem+json errors.
    Api,
}

impl Surface {
    /// The surface of a path.
    pub fn of(path: &str) -> Surface {
        let api = path.starts_with("/v1/") || path.starts_with("/api/") || path == "/openapi.json";
        if api { Surface::Api } else { Surface::Page }
    }
}

/// What is known of a route before any request.
pub struct RouteInfo {
    /// The method; `GET` answers `HEAD` too.
    pub method: Method,
    /// The path pattern, such as `/records/{kind}/{id}`.
    pub path: &'static str,
    /// Page or API, from the path.
    pub surface: Surface,
    /// What the policy must allow.
    pub action: Action,
    /// The slice it belongs to.
    pub slice: &'static Slice,
    /// How the OpenAPI document describes it; pages have none. Made when it is asked for, not at every start.
    pub doc: Option<fn() -> openapi::Doc>,
}

/// The routes of a slice being declared.
pub struct Routes {
    /// None while routes are only listed (`portico openapi`), not answered.
    app: Option<Arc<App>>,
    slice: &'static Slice,
    router: Router<Arc<App>>,
    infos: Vec<Arc<RouteInfo>>,
}

impl Routes {
    /// A page that is read.
    pub fn get<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.mount(Method::GET, path, action, None, on(MethodFilter::GET, handler))
    }

    /// A form that is sent.
    pub fn post<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.mount(Method::POST, path, action, None, on(MethodFilter::POST, handler))
    }

    /// A JSON resource that is read, under each of its paths (C8).
    pub fn api_get<H, T>(
        self,
        paths: &[&'static str],
        action: Action,
        doc: fn() -> openapi::Doc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.api(Method::GET, MethodFilter::GET, paths, action, doc, handler)
    }

    /// A JSON command, under each of its paths (C8).
    pub fn api_post<H, T>(
        self,
        paths: &[&'static str],
        action: Action,
        doc: fn() -> openapi::Doc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.api(Method::POST, MethodFilter::POST, paths, action, doc, handler)
    }

    fn api<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        paths: &[&'static str],
        action: Action,
        doc: fn() -> openapi::Doc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        for path in paths {
            self = self.mount(method.clone(), path, action, Some(doc), on(filter, handler.clone()));
        }
        self
    }

    fn mount(
        mut self,
        method: Method,
        path: &'static str,
        action: Action,
        doc: Option<fn() -> openapi::Doc>,
        handler: MethodRouter<Arc<App>>,
    ) -> Self {
        let surface = Surface::of(path);
        assert_eq!(
            surface == Surface::Api,
            doc.is_some(),
            "{path}: an API route is documented, a page is not"
        );
        let info = Arc::new(RouteInfo { method, path, surface, action, slice: self.slice, doc });
        if let Some(app) = &self.app {
            let state = guard::Guarded { app: Arc::clone(app), info: Arc::clone(&info) };
            let guarded = handler.layer(axum::middleware::from_fn_with_state(state, guard::guard));
            self.router = self.router.route(path, guarded);
        }
        self.infos.push(info);
        self
    }
}

/// The canonical path of S0's resource and its alias (C8).
macro_rules! both {
    ($path:literal) => {
        [concat!("/v1/portal", $path), concat!("/api/patient", $path)]
    };
}
pub(crate) use both;

/// Mounts every slice and gives back the router and the list of all its routes.
pub fn mount(app: &Arc<App>, slices: &'static [Slice]) -> (Router<Arc<App>>, Vec<Arc<RouteInfo>>) {
    declare(Some(app), slices)
}

/// The list of all routes, without anything that answers them.
pub fn declared(slices: &'static [Slice]) -> Vec<Arc<RouteInfo>> {
    declare(None, slices).1
}

fn declare(app: Option<&Arc<App>>, slices: &'static [Slice]) -> (Router<Arc<App>>, Vec<Arc<RouteInfo>>) {
    let mut router = Router::new();
    let mut infos = Vec::new();
    for slice in slices {
        let empty = Routes { app: app.cloned(), slice, router: Router::new(), infos: Vec::new() };
        let declared = (slice.routes)(empty);
        router = router.merge(declared.router);
        infos.extend(declared.infos);
    }
    (router, infos)
}
